/* Cards that turn. A card: <article data-flip="KEY"> with .flip-card > .flip-front, .flip-back, and buttons
   <button data-turn="up|down">. It lies face down until it was turned, and the side that is not seen is inert. Several in a
   <div data-offers> are seen one at a time, by its buttons <button data-show="KEY">.
   Which are turned is kept for this seat until the browser is closed. What a push of a region would reset is held. */
(() => {
  const root = document.documentElement, KEPT = `tablefolk-turned:${root.dataset.seat || ""}`;
  const HELD = new Set(["data-face", "data-moving", "inert", "hidden", "aria-pressed", "tabindex"]);
  const known = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) || []; } catch { return []; } };
  const turned = new Set(known()), shown = new Map();
  root.dataset.script = "";

  const put = (flip) => {
    const isUp = turned.has(flip.dataset.flip);
    flip.dataset.face = isUp ? "up" : "down";
    flip.querySelector(".flip-front").inert = !isUp;
    flip.querySelector(".flip-back").inert = isUp;
  };
  const sort = (offers) => {
    const flips = [...offers.querySelectorAll("[data-flip]")], keys = flips.map((flip) => flip.dataset.flip);
    const now = keys.includes(shown.get(offers.parentElement)) ? shown.get(offers.parentElement) : keys[0];
    flips.forEach((flip) => { flip.hidden = flip.dataset.flip !== now; });
    offers.querySelectorAll("[data-show]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.show === now));
      button.dataset.face = turned.has(button.dataset.show) ? "up" : "down";
    });
  };
  const settle = () => {
    document.querySelectorAll("[data-flip]").forEach((flip) => { if (!flip.dataset.moving) put(flip); });
    document.querySelectorAll("[data-offers]").forEach(sort);
  };
  const moved = (flip) => Promise.allSettled(flip.querySelector(".flip-card").getAnimations().map((one) => one.finished));

  /* Half a turn away, the other side put up, half a turn back; the two halves are in the style sheet. */
  const turns = new WeakMap();
  const turn = async (flip, isUp) => {
    if (turned.has(flip.dataset.flip) === isUp) return;
    flip.dataset.moving = "away";
    await moved(flip);
    if (isUp) turned.add(flip.dataset.flip); else turned.delete(flip.dataset.flip);
    try { sessionStorage.setItem(KEPT, JSON.stringify([...turned])); } catch { /* private mode */ }
    flip.dataset.moving = "here";
    put(flip);
    document.querySelectorAll("[data-offers]").forEach(sort);
    const next = isUp ? flip.querySelector(".flip-front :is(h2, h3)") : flip.querySelector("[data-turn=up]");
    if (next && isUp) next.tabIndex = -1;
    if (next) next.focus();
    await moved(flip);
    delete flip.dataset.moving;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn]"), back = event.target.closest(".flip-back");
    const flip = (button || back) && event.target.closest("[data-flip]");
    const isUp = !button || button.dataset.turn === "up";
    if (flip) turns.set(flip, Promise.resolve(turns.get(flip)).then(() => turn(flip, isUp)));
    const show = event.target.closest("[data-show]");
    if (show) { const offers = show.closest("[data-offers]"); shown.set(offers.parentElement, show.dataset.show); sort(offers); }
  });
  if (window.htmx) htmx.registerExtension("flip", {
    htmx_before_morph_attr: (element, detail) => !(HELD.has(detail.attrName) && element.closest("[data-flip], [data-show]")),
  });
  document.addEventListener("htmx:after:swap", settle);
  document.addEventListener("htmx:ws:after:message:incoming", settle);
  document.addEventListener("DOMContentLoaded", settle);
})();
