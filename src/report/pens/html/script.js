
(() => {
"use strict";
const all = (what, where) => [...(where || document).querySelectorAll(what)];

// The choice of a language is the style's; the browser is told which it is.
const chosen = () => {
  const radio = document.querySelector("input[name=lang]:checked");
  if (!radio) return;
  document.documentElement.lang = radio.value;
  document.title = radio.dataset.title;
};
all("input[name=lang]").forEach(radio => radio.addEventListener("change", chosen));
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

// Steps: a row of a timeline each.
let last = null;
const steppers = all("table.calls").map(table => {
  const controls = table.closest("article").querySelector("template").content.firstElementChild.cloneNode(true);
  const lines = all("tbody tr", table);
  const rows = lines.filter(row => row.cells[0].textContent.trim());
  const times = rows.map(row => parseFloat(row.cells[0].textContent) || 0);
  const slider = controls.querySelector("input");
  const told = controls.querySelector("output");
  const begin = told.textContent;
  const unit = " " + table.tHead.rows[0].cells[0].textContent;
  let at = -1;
  const go = (to, sliding) => {
    last = stepper;
    at = Math.max(-1, Math.min(rows.length - 1, to));
    const now = rows[at];
    const behind = now ? lines.indexOf(now) : lines.length;
    lines.forEach((row, number) => {
      row.classList.toggle("later", number > behind && (number > behind + 1 || rows.includes(row)));
      row.removeAttribute("aria-current");
    });
    if (!sliding) slider.value = now ? times[at] : 0;
    if (!now) { told.textContent = begin; return; }
    now.setAttribute("aria-current", "step");
    const cells = [...now.cells].map(cell => cell.textContent);
    const back = cells[3] ? " \u2192 " + cells[3] : "";
    const held = table.tHead.rows[0].cells.length > 4
      ? " \u00b7 " + told.dataset.held + " " + (cells[4] || told.dataset.nothing) : "";
    told.textContent = (at + 1) + "/" + rows.length + " \u00b7 " + cells[0] + unit + " \u00b7 " + cells[1] + " "
      + cells[2] + back + held;
    slider.setAttribute("aria-valuetext", cells[0] + unit + ", " + (at + 1) + "/" + rows.length);
  };
  const key = event => {
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: Math.max(0, at - 1), ArrowUp: Math.max(0, at - 1),
      Home: 0, End: rows.length - 1, Escape: -1 }[event.key];
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
    if (button) go({ first: 0, back: Math.max(0, at - 1), on: at + 1, last: rows.length - 1 }[button.dataset.go]);
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
