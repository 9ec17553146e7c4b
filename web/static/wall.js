/* The wall: what is new stands out until data-fresh-until (server's time, in ms), and words that would not fit are set a
   little smaller; wall.css lets none of them fall below what can be read from the back. It asks for nothing. */
(() => {
  const root = document.documentElement;
  const DRAW_MS = 700, FITS = [1, .95, .9, .85, .8, .75, .7, .65, .6];
  let offset = Number(root.dataset.now || Date.now()) - Date.now();
  const drawn = new Map();
  let isLoaded = false;

  const now = () => Date.now() + offset;

  const freshen = () => {
    document.querySelectorAll("[data-fresh-until]").forEach((one) => {
      const until = Number(one.dataset.freshUntil), isFresh = now() < until;
      one.classList.toggle("is-fresh", isFresh);
      if (!isFresh || !one.classList.contains("map-line") || one.classList.contains("is-doubted")) return;
      if (drawn.get(one.id) !== until) {
        drawn.set(one.id, until);
        if (!isLoaded) return;
        one.classList.add("is-drawing");
        setTimeout(() => one.classList.remove("is-drawing"), DRAW_MS);
      }
    });
  };

  const spills = (one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;

  const fit = () => {
    const scene = document.querySelector(".wall-scene");
    if (!scene) return;
    for (const share of FITS) {
      root.style.setProperty("--fit", share);
      const parts = [scene, ...scene.querySelectorAll(":scope > :not(.visually-hidden, .wall-list, .wall-focus, .wall-people)")];
      const title = scene.querySelector(".wall-head h1");
      if (!parts.some(spills) && !(title && title.scrollWidth > title.clientWidth)) return;
    }
  };

  const look = () => { freshen(); fit(); watching.takeRecords(); };
  const isOfAClock = (record) => record.target.closest && record.target.closest("[data-clock]");
  const watching = new MutationObserver((records) => { if (!records.every(isOfAClock)) look(); });

  document.addEventListener("server-time", (event) => { offset = event.detail - Date.now(); });
  document.addEventListener("DOMContentLoaded", () => {
    look();
    isLoaded = true;
    const page = document.querySelector(".wall-page");
    if (page) watching.observe(page, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "data-fresh-until"] });
    if (document.fonts) document.fonts.ready.then(look);
    setInterval(() => { freshen(); watching.takeRecords(); }, 500);
  });
  addEventListener("resize", look);
})();
