/* The console's tabs on a tablet and a phone: <html data-tab> says which parts are seen; the style sheet does the rest.
   A wide screen shows all parts, and without script all stand below each other. */
(() => {
  const KEPT = "tablefolk-console-tab", root = document.documentElement;
  const links = () => [...document.querySelectorAll("a[data-tab]")];
  const show = (name) => {
    root.dataset.tab = name;
    links().forEach((link) => {
      if (link.dataset.tab === name) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    });
    try { sessionStorage.setItem(KEPT, name); } catch { /* private mode */ }
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-tab]");
    if (!link) return;
    event.preventDefault();
    show(link.dataset.tab);
    window.scrollTo(0, 0);
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (!links().length) return;
    let before = location.hash.slice(1);
    try { before = before || sessionStorage.getItem(KEPT) || ""; } catch { /* private mode */ }
    show(links().some((link) => link.dataset.tab === before) ? before : "tables");
  });
})();
