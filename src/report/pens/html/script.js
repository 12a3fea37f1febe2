
(() => {
"use strict";
const all = (what, where) => [...(where || document).querySelectorAll(what)];

// The choice of a language is the style's; the browser is told which it is, and the address, and with it the next page.
const chosen = event => {
  const radio = document.querySelector("input[name=lang]:checked");
  if (!radio) return;
  document.documentElement.lang = radio.value;
  document.title = radio.dataset.title;
  const hash = "#" + radio.value;
  all("a").forEach(link => link.setAttribute("href", link.getAttribute("href").split("#")[0] + hash));
  if (event) history.replaceState(null, "", hash);
};
const carried = () => all("input[name=lang]").forEach(radio => {
  if (location.hash === "#" + radio.value) radio.checked = true;
});
all("input[name=lang]").forEach(radio => radio.addEventListener("change", chosen));
// A page that is gone back to has been kept as it was left.
addEventListener("pageshow", () => { carried(); chosen(); });
carried();
chosen();

// On paper nothing can be unfolded.
let folded = [];
addEventListener("beforeprint", () => {
  folded = all("details:not([open])");
  folded.forEach(one => { one.open = true; });
});
addEventListener("afterprint", () => folded.forEach(one => { one.open = false; }));

// What is wider than the window can be moved by keys.
const reachable = () => all(".wide").forEach(box => {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
});
addEventListener("resize", reachable);
all("details").forEach(one => one.addEventListener("toggle", reachable));
reachable();

// Where every byte is, step by step: what is written once for all languages, in lines.
const kinds = (document.querySelector("body > template")?.content.textContent || "").split("\n\n").map(kind => kind.split("\n"));
const [words, cells, lanes, ...timelines] = kinds;
// A letter takes eight pixels, a Chinese one twice as many.
const wide = text => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 16 : 8), 0);

// A direction as a picture: a lane for each place, from the sending program down to the receiving one.
const strip = (code, say, space, room) => {
  const make = (parent, name, attributes, text) => {
    const one = document.createElementNS(space, name);
    for (const key in attributes) one.setAttribute(key, attributes[key]);
    if (text) one.textContent = text;
    parent.append(one);
    return one;
  };
  const [head, total, remark, ...own] = code.split(" ");
  const rows = own.map(no => {
    const [label, ...parts] = lanes[no].split(" ");
    const row = { label: say(label), there: [], said: [] };
    let told = "";
    // What begins with a boundary ends with one.
    let closed = false;
    const close = () => {
      if (closed) row.there.at(-1).ends = told += "\u2502";
      closed = false;
    };
    parts.forEach(part => {
      const [, sign, mark, from, to] = part.match(/^([!:|]?)(\+?)(\d+)-?(\d*)/);
      const handed = mark && "\u2713";
      if (!sign || sign === "!") {
        close();
        told += "   ";
      }
      if (sign === "!") {
        row.said.push(say(from));
        told += say(from);
        return;
      }
      for (let no = +from; no <= (to || from); no += 1) {
        const [start, long, message, words] = cells[no].split(" ").map(Number);
        const text = handed + say(words);
        const before = row.there.at(-1);
        if (closed && before.end !== start) before.ends = true;
        closed ||= sign === "|";
        row.there.push({ start, end: start + long, message, text, handed, sign });
        told += { "|": "\u2502", ":": "\u250a", "": "" }[sign] + text;
      }
    });
    close();
    row.told = row.label + "  " + told.trim();
    return row;
  });
  const beside = room > 760;
  const left = beside ? Math.max(...rows.map(row => wide(row.label))) + 16 : 1;
  const axis = Math.min(beside ? (room - left) / 2 : room - 4, total * 12);
  const at = byte => Math.round(left + byte * axis / total);
  const svg = document.createElementNS(space, "svg");
  const write = (x, y, kind, text) => {
    const fits = room - x;
    const one = make(svg, "text", { x, y, class: kind }, text);
    if (wide(text) > fits + 8) {
      one.setAttribute("textLength", fits);
      one.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  };
  write(0, 14, "b", say(head));
  let y = 24;
  rows.forEach(({ label, there, said }) => {
    let middle = y + 15;
    const words = said.join(" \u00b7 ");
    write(0, beside ? middle + 4 : y + 14, "", label);
    if (beside) {
      write(left + axis + 16, middle + 4, "dim", words);
      y += 28;
    } else {
      const behind = wide(label) + 16;
      const fits = behind + wide(words) <= room;
      if (!fits) y += 18;
      write(fits ? behind : 16, y + 14, "dim", words);
      y += 20;
      middle = y + 14;
      if (there.length) y += 32;
    }
    const row = make(svg, "g", { class: "k", transform: "translate(0 " + middle + ")" });
    const edges = { "|": "", ":": "" };
    const edge = x => "M" + x + "-12v24";
    there.forEach(({ start, end, message, text, handed, sign, ends }) => {
      const [from, to] = [at(start), Math.max(at(end), at(start) + 2)];
      const one = make(row, "g", { class: message ? "m" + ((message - 1) % 6 + 1) : "" });
      make(one, "path", { d: "M" + from + " 0H" + to });
      const shown = [text, ...(message ? [handed + "#" + message, handed + message] : []), handed].find(text => wide(text) <= to - from);
      if (shown) make(one, "text", { x: (from + to) / 2 }, shown);
      if (sign) edges[sign] += edge(from);
      if (ends) edges["|"] += edge(to);
    });
    make(row, "path", { class: "e", d: edges["|"] });
    make(row, "path", { class: "l", d: edges[":"] });
  });
  const told = rows.map(row => row.told);
  if (remark !== "-") {
    write(0, y + 14, "warn", say(remark));
    told.push(say(remark));
    y += 22;
  }
  const size = { role: "img", "aria-label": [say(head), ...told].join("; "), width: room, height: y };
  for (const key in size) svg.setAttribute(key, size[key]);
  return svg;
};

// Steps: a row of a timeline each.
let last = null;
const steppers = all("table.calls").map(table => {
  const controls = table.closest("article").querySelector("template").content.firstElementChild.cloneNode(true);
  const lines = all("tbody tr", table);
  const article = table.closest("article");
  const lang = all("article").indexOf(article);
  const say = no => (words[no].split("\t")[lang] ?? words[no].split("\t")[0]);
  // What is drawn is true at the time of its step, and not before.
  const steps = (timelines[all("table.calls", article).indexOf(table)] || []).filter(line => line).map(line => {
    const [, row, time, told, moment] = line.match(/^(\d+) (\S+) (\S+) (.*)/);
    return { row: +row, time, told, moment };
  });
  const times = steps.map(step => parseFloat(step.time));
  const slider = controls.querySelector("input");
  const told = controls.querySelector("output");
  const begin = told.textContent;
  const picture = controls.querySelector(".places");
  const space = picture.firstChild.namespaceURI;
  picture.textContent = "";
  const unit = " " + table.tHead.rows[0].cells[0].textContent;
  let at = -1;
  const draw = () => {
    // What is not seen is drawn when it is.
    if (!picture.clientWidth) return;
    picture.textContent = "";
    let from = at;
    while (steps[from]?.moment === "=") from -= 1;
    if (from < 0) return;
    const [strips, others] = steps[from].moment.split("/");
    strips.split(";").filter(one => one).forEach(one => picture.append(strip(one, say, space, picture.clientWidth)));
    (others || "").split(" ").filter(one => one).forEach(one => {
      picture.append(document.createElement("p"));
      picture.lastChild.textContent = say(one);
    });
  };
  addEventListener("resize", draw);
  const go = (to, sliding) => {
    last = stepper;
    at = Math.max(-1, Math.min(steps.length - 1, to));
    const now = steps[at];
    const later = steps.slice(at + 1).map(step => step.row);
    const done = steps.slice(0, at + 1).map(step => step.row);
    let dim = false;
    lines.forEach((row, number) => {
      // A remark goes with the call above it.
      if (done.includes(number)) dim = false;
      else if (later.includes(number)) dim = Boolean(now);
      row.classList.toggle("later", dim);
      row.removeAttribute("aria-current");
    });
    if (!sliding) slider.value = now ? times[at] : 0;
    draw();
    if (!now) { told.textContent = begin; return; }
    const row = lines[now.row];
    row.setAttribute("aria-current", "step");
    // What stays at the top hides nothing of it.
    const [{ top, bottom }, above] = [row.getBoundingClientRect(), controls.getBoundingClientRect().bottom];
    if (getComputedStyle(controls).position === "sticky") scrollBy(0, Math.max(0, bottom - innerHeight) || Math.min(0, top - above));
    const cells = [...row.cells].map(cell => cell.textContent.trim());
    const back = cells[3] ? " \u2192 " + cells[3] : "";
    told.textContent = (at + 1) + "/" + steps.length + " \u00b7 " + now.time + unit + " \u00b7 "
      + (now.told === "-" ? cells[1] + " " + cells[2] + back : say(now.told));
    slider.setAttribute("aria-valuetext", now.time + unit + ", " + (at + 1) + "/" + steps.length);
  };
  const key = event => {
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: Math.max(0, at - 1), ArrowUp: Math.max(0, at - 1),
      Home: 0, End: steps.length - 1, Escape: -1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
    event.preventDefault();
    go(to);
    return true;
  };
  const stepper = { table, key };
  slider.max = times.length ? Math.max(...times) : 0;
  slider.addEventListener("input", () => go(times.findLastIndex(time => time <= slider.value), true));
  controls.addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) go({ first: 0, back: Math.max(0, at - 1), on: at + 1, last: steps.length - 1 }[button.dataset.go]);
  });
  controls.addEventListener("keydown", event => {
    if (key(event)) event.stopPropagation();
  });
  const box = table.closest(".wide");
  const both = document.createElement("div");
  box.before(both);
  both.append(controls, box);
  return stepper;
});

// Where nothing else has the keys, left and right step through the timeline that was used last, or is seen.
const seen = stepper => {
  const box = stepper.table.getBoundingClientRect();
  return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
};
document.addEventListener("keydown", event => {
  if (event.target !== document.body || !["ArrowLeft", "ArrowRight", "Escape"].includes(event.key)) return;
  const one = last && seen(last) ? last : steppers.find(seen);
  if (one) one.key(event);
});
})();
