//! Where every byte is after each call: the picture that a page draws says what `--step` says in the terminal.

use super::{LEFT, RIGHT, TOO_WIDE, UNFOLD, browser, program, recording, replayed, step};
use crate::chromium::Browser;
use serde_json::{Value, json};

/// The steps of a case as the terminal tells them: of each, its time, who calls what, and what is drawn, without the
/// space that lines it up.
fn told(case: &str, lang: &str) -> Vec<[String; 3]> {
    let output = program(&["replay", recording(), case, "--step", "--lang", lang]);
    let text = String::from_utf8(output.stdout).unwrap();
    let steps = text.split(if lang == "en" { "· step " } else { "· 第 " }).skip(1);
    let told = |step: &str| {
        let (head, drawn) = step.split_once("\n\n").unwrap();
        let (time, call) = head.split_once('\n').unwrap();
        let time = time.split(" · ").nth(1).unwrap().trim_end_matches("ms").to_owned();
        let drawn = drawn.split("\n\n").next().unwrap_or_default();
        [time, squeezed(call.lines().next().unwrap()), squeezed(drawn)]
    };
    steps.map(told).collect()
}

/// With one space where there are more.
fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the picture says of itself, and what stands below it.
const SAYS: &str = "[...document.querySelectorAll('article:lang(LANG) .places')].flatMap(one => \
                    [...one.children].flatMap(one => one.getAttribute('role') === 'img' \
                    ? one.getAttribute('aria-label').split('; ') : [one.textContent]))";

fn says(browser: &mut Browser, lang: &str) -> String {
    let said = browser.value(&SAYS.replace("LANG", lang));
    squeezed(
        &said.as_array().unwrap().iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
    )
}

/// What is written into the cells of the picture, lane by lane, with how far to the right the first begins.
const DRAWN: &str = "[...document.querySelectorAll('article:lang(en) .places .k')].map(lane => \
                     [...lane.querySelectorAll('g')].map(cell => cell.textContent + '@' \
                     + Math.round(cell.firstChild.getBBox().x - lane.ownerSVGElement.querySelector('.k').getBBox().x)).join(' '))";

/// Moves the slider to so much before a call has come back.
const SLIDE: &str = "(() => { \
    const steps = document.querySelector('article.en .steps'); \
    const [slider, told] = ['input', 'output'].map(one => steps.querySelector(one)); \
    steps.querySelector('[data-go=first]').click(); \
    while (!told.textContent.includes('CALL')) steps.querySelector('[data-go=on]').click(); \
    slider.value = parseFloat(told.textContent.split(' \u{b7} ')[1]) - EARLIER; \
    slider.dispatchEvent(new Event('input')); })()";

/// The same, of the last step alone.
pub(crate) fn last_step() -> String {
    EVERY_STEP.replace("data-go=on", "data-go=last")
}

/// Goes through every step of everything on the page. What is wrong with a picture: it has no text, what it says was
/// not written, a piece of it has no name, or one for which there is no room, or something of it lies outside.
pub(crate) const EVERY_STEP: &str = "(() => { \
    const wrong = []; \
    for (const on of document.querySelectorAll('[data-go=on]')) { \
      if (!on.checkVisibility()) continue; \
      const steps = on.closest('.steps'); \
      let before = ''; \
      while (before !== (before = steps.querySelector('output').textContent)) { \
        on.click(); \
        const pictures = steps.querySelectorAll('.places svg'); \
        if (!steps.querySelector('.places').children.length) wrong.push('nothing: ' + before); \
        for (const one of pictures) { \
          const said = one.getAttribute('aria-label') + ''; \
          const { x, width, y, height } = one.getBBox(); \
          for (const cell of one.querySelectorAll('.k > g')) { \
            const [path, text] = ['path', 'text'].map(part => cell.querySelector(part)); \
            if (!text?.textContent || path && path.getBBox().width < text.getBBox().width) \
              wrong.push('no name: ' + cell.outerHTML + ' ' + said); \
          } \
          if (said.length < 20 || /undefined|NaN/.test(one.outerHTML)) wrong.push(said); \
          if (x < -1 || x + width > one.width.baseVal.value + 9 || y < 0 || y + height > one.height.baseVal.value + 1) \
            wrong.push('outside: ' + [x, width, y, height] + ' ' + said); \
        } \
      } \
    } \
    return wrong.slice(0, 5); })()";

#[test]
fn each_step_draws_where_every_byte_is_as_the_terminal_tells_it() {
    let Some(mut browser) = browser("each_step_draws_where_every_byte_is") else { return };
    let directory = tempfile::tempdir().unwrap();
    for (case, alike) in [
        ("--case=late-read/hello-feng", true),
        ("--case=udp-truncation/three-bytes", true),
        ("--case=unix-stream/stream", true),
        // Ten calls in a row of the table, forty rounds, calls that wait in the background: the same steps, of which a
        // page, which has the room, draws more.
        ("--case=nagle/warm-up", false),
        ("--case=one-at-a-time/second-waits", false),
    ] {
        let file = replayed(directory.path(), &[case]);
        for lang in ["en", "zh"] {
            browser.open(&file);
            browser.value(UNFOLD);
            browser.value(&format!("document.querySelector('[value={lang}]').click()"));
            browser.value(&format!(
                "document.querySelector('article:lang({lang}) .steps button').focus()"
            ));
            let steps = told(case, lang);
            assert!(steps.len() > 4, "{case}: {steps:?}");
            for (at, [time, call, wanted]) in steps.iter().enumerate() {
                let name = format!("{case} {lang} step {}", at + 1);
                assert_ne!(step(&mut browser, RIGHT), Value::Null);
                let output = format!("document.querySelector('article:lang({lang}) output')");
                let said = browser.value(&format!("{output}.textContent"));
                let said = squeezed(said.as_str().unwrap());
                // A page quotes more.
                let call = call.split('"').next().unwrap();
                let begin = format!("{}/{} · {time}", at + 1, steps.len());
                let behind = said.strip_prefix(&begin).and_then(|rest| rest.split_once(" · "));
                let same = behind.is_some_and(|(_, told)| told.starts_with(call));
                assert!(same, "{name}: {said}\n{begin}… {call}");
                if alike {
                    assert_eq!(says(&mut browser, lang), *wanted, "{name}");
                }
            }
            assert_eq!(browser.complaints(), [""; 0]);
        }
    }
}

/// A byte keeps its place from lane to lane.
#[test]
fn bytes_lie_in_the_lane_of_their_place_below_where_they_were_sent() {
    let Some(mut browser) = browser("bytes_lie_in_the_lane_of_their_place") else { return };
    let directory = tempfile::tempdir().unwrap();
    browser.open(&replayed(directory.path(), &["--case=late-read/hello-feng"]));
    browser.value(UNFOLD);
    browser.value("document.querySelector('article.en .steps button').focus()");
    let mut lanes = vec![json!([])];
    lanes.extend((1..=8).map(|_| {
        step(&mut browser, RIGHT);
        browser.value(DRAWN)
    }));
    // The sockets are made ready: there is nothing in any place yet.
    assert_eq!(lanes[1], json!(["", "", "", "", ""]));
    assert_eq!(lanes[2], json!(["✓hello@0", "", "", "hello@0", ""]));
    assert_eq!(lanes[4], json!(["✓hello@0 ✓feng@56", "", "", "hello@0 feng@56", ""]));
    assert_eq!(lanes[7], json!(["✓hello@0 ✓feng@56", "", "", "", "hello@0 feng@56"]));
    assert_eq!(step(&mut browser, LEFT), json!("recv(10) R1"));
    assert_eq!(browser.value(DRAWN), lanes[7]);
    // The button and the slider draw it, too.
    browser.value("document.querySelector('article.en [data-go=first]').click()");
    assert_eq!(browser.value(DRAWN), lanes[1]);
    browser.value(&SLIDE.replace("CALL", "send(\"hello\")").replace("EARLIER", "0"));
    assert_eq!(browser.value(DRAWN), lanes[2]);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// While a call waits, nothing of what it brings is drawn: the slider goes by when each call has come back.
#[test]
fn the_slider_shows_what_is_true_at_its_time() {
    let Some(mut browser) = browser("the_slider_shows_what_is_true") else { return };
    let directory = tempfile::tempdir().unwrap();
    browser.open(&replayed(directory.path(), &["--case=nagle/delayed-ack"]));
    browser.value(UNFOLD);
    browser.value(&SLIDE.replace("CALL", "wait_readable").replace("EARLIER", "1"));
    let told = says(&mut browser, "en");
    assert!(told.contains("54 unsent, 6 unacknowledged"), "{told}");
    let header = browser.value("document.querySelector('article.en .steps output').textContent");
    assert!(header.as_str().unwrap().contains("send("), "{header}");
}

#[test]
fn the_picture_fits_a_phone_and_a_wide_screen_and_goes_with_esc() {
    let Some(mut browser) = browser("the_picture_fits_a_phone") else { return };
    let directory = tempfile::tempdir().unwrap();
    for (name, case, steps) in [
        ("late-read", "--case=late-read/hello-feng", 6),
        ("nagle", "--case=nagle/warm-up", 8),
        ("datagrams", "--case=udp-overflow/wait-every-hundred", 8),
        ("large", "--case=short-write/blocking-send", 6),
    ] {
        let file = replayed(directory.path(), &[case]);
        for (width, height) in [(360, 740), (1280, 800)] {
            for scheme in ["light", "dark"] {
                browser.window(width, height);
                browser.medium("screen", scheme);
                browser.open(&file);
                browser.value(UNFOLD);
                let lang = if scheme == "dark" { "zh" } else { "en" };
                browser.value(&format!("document.querySelector('[value={lang}]').click()"));
                browser.value(&format!(
                    "document.querySelector('article.{lang} .steps').scrollIntoView()"
                ));
                browser.value(&format!(
                    "document.querySelector('article.{lang} .steps button').focus()"
                ));
                for at in 1..=steps {
                    step(&mut browser, RIGHT);
                    assert_eq!(browser.value(TOO_WIDE), json!(0), "{name} {width} {at}");
                }
                browser.picture(&format!("places-{name}-{width}-{scheme}.png"));
                assert_eq!(browser.complaints(), [""; 0], "{name} {width} {scheme}");
            }
        }
        browser.key("Escape", 27);
        assert_eq!(browser.value("document.querySelectorAll('.places svg').length"), json!(0));
        step(&mut browser, LEFT);
        let seen = "document.querySelector('article.zh .places').children.length";
        assert_ne!(browser.value(seen), json!(0), "{name}");
    }
}
