/* Measures the wall as it is drawn: every text with its size, its colours and the box of its ink, and what a rule forbids. */
([must, should, content]) => {
  const unit = Math.min(innerHeight / 100, innerWidth * 0.0075), free = innerHeight * 0.03 - 1;
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const isShown = (one) => one.checkVisibility({ opacityProperty: true }) && !one.closest(".visually-hidden");
  const isDrawn = (one) => Boolean(one.closest("svg"));

  /* Where the ink of a line of text is: the line's own box is higher than its letters. */
  const ink = (one, words, { left, right, top, bottom, height }) => {
    if (isDrawn(one)) return { left, right, top: top + height * 0.2, bottom: bottom - height * 0.2 };
    const style = getComputedStyle(one);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const drawn = pen.measureText(words), base = top + drawn.fontBoundingBoxAscent;
    return { left, right, top: base - drawn.actualBoundingBoxAscent, bottom: base + drawn.actualBoundingBoxDescent };
  };

  const texts = [];
  const walk = document.createTreeWalker(document.querySelector(".wall-picture"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, one = node.parentElement, words = node.data.trim().replace(/\s+/g, " ");
    if (!words || one.tagName === "title" || !isShown(one)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    /* Of words that are held to some lines, those that are drawn. */
    const held = one.closest(".wall-story-line, .wall-deal p"), floor = held ? held.getBoundingClientRect().bottom : Infinity;
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.bottom < floor + box.height / 2)
      .map((box) => ink(one, words, box));
    if (boxes.length) texts.push({ one, words, boxes });
  }

  const sizeOf = (one) => parseFloat(getComputedStyle(one).fontSize) * (isDrawn(one) ? one.getScreenCTM().a : 1) / unit;
  const isPale = (one) => {
    for (let at = one; at; at = at.parentElement) if (parseFloat(getComputedStyle(at).opacity) < 1) return true;
    return false;
  };
  const hex = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return alpha < 255 ? "" : "#" + [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
  };
  const under = (one) => {
    const shape = isDrawn(one) ? one.parentElement.querySelector(".map-hexagon, .map-plate") : null;
    if (shape) return [hex(getComputedStyle(shape).fill)];
    const hexagon = one.closest(".wall-hex");
    if (hexagon) return [hexagon.querySelector("path").getAttribute("fill")];
    for (let at = isDrawn(one) ? one.closest("svg").parentElement : one; at; at = at.parentElement) {
      const style = getComputedStyle(at), stripes = style.backgroundImage.match(/rgb\([^)]*\)/g);
      if (stripes) return [...new Set(stripes.map(hex))];
      if (hex(style.backgroundColor)) return [hex(style.backgroundColor)];
    }
    return ["#ffffff"];
  };

  const wrong = [], colours = [];
  const name = ({ one, words }) => `${words.slice(0, 40)} (${one.tagName.toLowerCase()}.${one.getAttribute("class") || ""})`;
  for (const text of texts) {
    const { one, boxes } = text, isOfMap = isDrawn(one);
    if (isOfMap && one.closest(".wall-focus")) continue; // the map beside a story is a picture of where it is
    const isSmall = isOfMap || one.closest(".map-legend, .wall-hex, .wall-rehearsal");
    const least = isSmall ? 3 : one.closest(must) ? 6 : one.closest(should) ? 4.2 : 3;
    const isSquare = innerWidth < innerHeight * 1.5;
    if (sizeOf(one) < least - 0.02 && !(isOfMap && isSquare)) {
      wrong.push(`${name(text)} is ${sizeOf(one).toFixed(2)} % high, not ${least}`);
    }
    if (isPale(one) && !isOfMap) wrong.push(`${name(text)} is pale`);
    const colour = hex(isOfMap ? getComputedStyle(one).fill : getComputedStyle(one).color);
    for (const ground of under(one)) colours.push([name(text), colour, ground, one.matches(".map-number") ? 5.2 : 7]);
    const panel = isOfMap ? one.closest("svg") : one.closest(".wall-scene > *") || one;
    const inside = panel.getBoundingClientRect();
    for (const box of boxes) {
      const isOut = box.left < free || box.top < free || box.right > innerWidth - free || box.bottom > innerHeight - free;
      if (isOut) wrong.push(`${name(text)} stands in the outer 3 %`);
      if (one.closest(".wall-chosen, .wall-news")) continue; // rows that may end in dots
      const isAcross = box.left < inside.left - 1 || box.right > inside.right + 1;
      if (isAcross || box.top < inside.top - 1 || box.bottom > inside.bottom + 1) wrong.push(`${name(text)} is cut by its panel`);
    }
    const row = one.closest(".wall-head h1, .wall-late, .wall-lines > ol > li");
    if (row && row.scrollWidth > row.clientWidth + 1) wrong.push(`${name(text)} is cut at its end`);
  }

  const plain = texts.filter((text) => !isDrawn(text.one));
  plain.forEach((a, place) => plain.slice(place + 1).forEach((b) => {
    if (a.one.contains(b.one) || b.one.contains(a.one)) return;
    const isOver = (x, y) => Math.min(x.right, y.right) - Math.max(x.left, y.left) > 2
      && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 1;
    if (a.boxes.some((x) => b.boxes.some((y) => isOver(x, y)))) wrong.push(`${name(a)} lies on ${name(b)}`);
  }));

  const root = document.scrollingElement;
  if (root.scrollHeight > innerHeight + 1 || root.scrollWidth > innerWidth + 1) wrong.push("The page scrolls");
  for (const one of document.querySelectorAll(".wall-page *")) {
    if (isShown(one) && ["auto", "scroll"].includes(getComputedStyle(one).overflowY)) wrong.push(`${one.className} scrolls`);
  }

  const lines = [...document.querySelectorAll(content)].filter(isShown).map((one) => one.innerText);
  const title = document.querySelector("h1");
  const said = [title && isShown(title) ? title.innerText : "", ...lines].join(" ").split(/\s+/);
  const words = said.filter((word) => /\p{L}/u.test(word)).length;
  const fit = Number(document.documentElement.style.getPropertyValue("--fit"));
  return { wrong: [...new Set(wrong)], colours, words, lines: lines.length, fit };
}
