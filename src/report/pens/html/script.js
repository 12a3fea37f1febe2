
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
  if (event.type !== "change") return;
  history.replaceState(null, "", hash);
  window.name = "stickydemo" + hash;
};
// A page that is gone back to has the address that it had; what was chosen since then the window knows by its name.
const carried = event => {
  const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const since = back && window.name.match(/^stickydemo(#.+)/);
  const hash = since ? since[1] : location.hash;
  all("input[name=lang]").forEach(radio => {
    if (hash !== "#" + radio.value) return;
    radio.checked = true;
    if (since) history.replaceState(null, "", hash);
  });
  chosen(event);
};
all("input[name=lang]").forEach(radio => radio.addEventListener("change", chosen));
addEventListener("pageshow", carried);
carried({});

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
// What is unfolded in one language is in the others, and goes on at the same step.
const twins = (what, one) => {
  const articles = all("article").map(article => all(what, article));
  const no = articles.find(those => those.includes(one)).indexOf(one);
  return articles.map(those => those[no]).filter(other => other && other !== one);
};
all("details").forEach(one => one.addEventListener("toggle", () => {
  twins("details", one).forEach(other => { other.open = one.open; });
  reachable();
}));
reachable();

// Where every byte is, step by step: what is written once for all languages, in lines.
const kinds = (document.querySelector("body > template")?.content.textContent || "").split("\n\n").map(kind => kind.split("\n"));
const [words, cells, lanes, ...timelines] = kinds;
// A letter takes eight pixels, a Chinese one twice as many.
const wide = text => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 16 : 8), 0);

// What a direction is drawn of: a row for each place, from the sending program down to the receiving one.
const read = (code, say) => {
  const [head, remark, ...own] = code.split(" ");
  const rows = own.map(no => {
    const [label, ...parts] = lanes[no].split(" ");
    const row = { label: say(label), there: [], said: [] };
    let told = "";
    // What begins with a boundary ends with one.
    let closed = false;
    const close = () => {
      const last = row.there.at(-1);
      if (closed && last.sign !== "~") last.ends = told += "\u2502";
      closed = false;
    };
    parts.forEach(part => {
      const [, sign, mark, from, to] = part.match(/^([!:|~]?)(\+?)(\d+)-?(\d*)/);
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
        const [start, end, message, words] = cells[no].split(" ").map(Number);
        const text = (mark && "\u2713") + say(words);
        const before = row.there.at(-1);
        if (closed && sign !== "~" && before.end !== start) before.ends = true;
        closed ||= sign === "|";
        row.there.push({ start, end, message, text, sign, size: wide(text) + 8 });
        told += { "|": "\u2502", ":": "\u250a" }[sign] || "";
        told += text;
      }
    });
    close();
    row.told = row.label + "  " + told.trim();
    return row;
  });
  const most = of => Math.max(...rows.map(of));
  const [labels, said] = [most(row => wide(row.label)) + 16, most(row => wide(row.said.join(" \u00b7 ")))];
  return { head: say(head), remark: remark === "-" ? "" : say(remark), rows, labels, said, ...below(rows) };
};

// Where each byte lies, so that every cell is as wide as its name and a byte is below itself; not where the bytes of a
// place are not in their order.
const below = rows => {
  const all = rows.flatMap(row => row.there);
  const edges = [...new Set(all.flatMap(cell => [cell.start, cell.end]))].sort((a, b) => a - b);
  const order = new Map(edges.map((byte, at) => [byte, at]));
  const gaps = edges.slice(1).map(() => 6);
  const spans = all.map(({ start, end, size }) => ({ from: order.get(start), to: order.get(end), size }));
  spans.sort((a, b) => a.to - a.from - b.to + b.from).forEach(({ from, to, size }) => {
    const missing = size - gaps.slice(from, to).reduce((sum, gap) => sum + gap, 0);
    for (let at = from; missing > 0 && at < to; at += 1) gaps[at] += missing / (to - from);
  });
  const places = new Map();
  const axis = edges.reduce((x, byte, at) => {
    places.set(byte, Math.round(x));
    return x + (gaps[at] || 0);
  }, 0);
  const ordered = rows.every(({ there }) => there.every(({ start, end }, at) => start < end && (!at || start >= there[at - 1].end)));
  return { places, axis: ordered ? axis : Infinity };
};

// A direction as a picture. `beside`: what is said of a place stands beside it, not above.
const strip = ({ head, remark, rows, labels, places, axis }, beside, space, room) => {
  const make = (parent, name, attributes, text) => {
    const one = document.createElementNS(space, name);
    for (const key in attributes) one.setAttribute(key, attributes[key]);
    if (text) one.textContent = text;
    parent.append(one);
    return one;
  };
  const svg = document.createElementNS(space, "svg");
  const write = (x, y, kind, text) => {
    const fits = room - x;
    const one = make(svg, "text", { x, y, class: kind }, text);
    if (wide(text) > fits + 8) {
      one.setAttribute("textLength", fits);
      one.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  };
  write(0, 14, "b", head);
  const left = beside ? labels : 1;
  let y = 24;
  rows.forEach(({ label, there, said }) => {
    let middle = y + 15;
    const words = said.join(" \u00b7 ");
    write(0, beside ? middle + 4 : y + 14, "", label);
    if (beside) {
      write(left + axis + 16, middle + 4, "dim", words);
    } else {
      const behind = wide(label) + 16;
      const fits = behind + wide(words) <= room;
      if (!fits) y += 18;
      write(fits ? behind : 16, y + 14, "dim", words);
      y += 20;
      middle = y + 14;
    }
    const row = make(svg, "g", { class: "k", transform: "translate(0 " + middle + ")" });
    const edges = { "|": "", ":": "" };
    // Where they do not all fit below each other, each place has its own one after another, and begins a new line.
    const own = axis + left + 4 > room;
    let [x, line] = [left, 0];
    there.forEach(({ start, end, message, text, sign, ends, size }) => {
      if (own && x > left && x + size + 4 > room) [x, line] = [left, line + 28];
      const [from, to] = own ? [x, x + size] : [left + places.get(start), left + places.get(end)];
      x = to;
      const edge = x => "M" + x + " " + (line - 12) + "v24";
      const one = make(row, "g", { class: sign === "~" ? "dim" : message ? "m" + ((message - 1) % 6 + 1) : "" });
      if (sign !== "~") make(one, "path", { d: "M" + from + " " + line + "H" + to });
      make(one, "text", { x: (from + to) / 2, y: line }, text);
      if (sign in edges) edges[sign] += edge(from);
      if (ends) edges["|"] += edge(to);
    });
    make(row, "path", { class: "e", d: edges["|"] });
    make(row, "path", { class: "l", d: edges[":"] });
    if (beside) y += 28;
    else if (there.length) y += line + 32;
  });
  const told = rows.map(row => row.told);
  if (remark) {
    write(0, y + 14, "warn", remark);
    told.push(remark);
    y += 22;
  }
  const size = { role: "img", "aria-label": [head, ...told].join("; "), width: room, height: y };
  for (const key in size) svg.setAttribute(key, size[key]);
  return svg;
};

// Steps: a row of a timeline each.
let last = [];
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
  const split = strips => strips.split(";").filter(one => one);
  // The same for all steps, so that nothing jumps.
  const every = [...new Set(steps.flatMap(({ moment }) => moment === "=" ? [] : split(moment.split("/")[0])))];
  let known = 0;
  const widest = () => known ||= Math.max(...every.map(one => {
    const { labels, axis, said } = read(one, say);
    return labels + axis + 16 + said;
  }));
  const beside = room => widest() <= room;
  const unit = " " + table.tHead.rows[0].cells[0].textContent;
  let at = -1;
  const draw = () => {
    // What is not seen is drawn when it is.
    if (!picture.clientWidth) return;
    picture.textContent = "";
    let from = at;
    while (steps[from]?.moment === "=") from -= 1;
    if (from < 0) return;
    const room = picture.clientWidth;
    const [strips, others] = steps[from].moment.split("/");
    split(strips).forEach(one => picture.append(strip(read(one, say), beside(room), space, room)));
    (others || "").split(" ").filter(one => one).forEach(one => {
      picture.append(document.createElement("p"));
      picture.lastChild.textContent = say(one);
    });
  };
  addEventListener("resize", draw);
  all("input[name=lang]").forEach(radio => radio.addEventListener("change", draw));
  const go = (to, sliding) => {
    const others = twins("table.calls", table);
    last = [table, ...others];
    steppers.filter(other => others.includes(other.table)).forEach(other => other.show(to));
    show(to, sliding);
  };
  const show = (to, sliding) => {
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
  const stepper = { table, key, show };
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
  const there = steppers.filter(seen);
  const one = there.find(({ table }) => last.includes(table)) || there[0];
  if (one) one.key(event);
});
})();
