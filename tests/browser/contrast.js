// The least contrast of a text with the page, and the text (WCAG 2.2, relative luminance). Tints behind texts of
// pictures are of the text's own colour: they are laid over the ground first.
(() => {
  const parts = color => color.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const over = (color, ground, alpha) => ground.map((part, at) => part * (1 - alpha) + color[at] * alpha);
  const ground = parts(getComputedStyle(document.body).backgroundColor).slice(0, 3);
  const least = [21, ""];
  for (const one of document.querySelectorAll("article.en *")) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.checkVisibility()) continue;
    const color = parts(getComputedStyle(one).color).slice(0, 3);
    const behind = one.closest("svg g g") ? over(color, ground, 0.14) : ground;
    const found = ratio(color, behind);
    if (found < least[0]) { least[0] = found; least[1] = one.outerHTML.slice(0, 200); }
  }
  return least;
})()
