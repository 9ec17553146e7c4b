/* Panels and filters: switches what is seen without the network.
   Links: <a href="#panel-now" data-panel="panel-now">. Panels: elements with that id and class "panel".
   Filter: <button data-filter> hides [data-need] lines of kinds that no [data-held] element names,
   and of another data-side than the [data-my-side] element's;
   elements with data-home-table equal to the [data-own-table] element's value are hidden always.
   [data-nothing-left] is shown when the filter leaves nothing.
   [data-came] is shown on its link while a [data-seen] element of that link's panel was never in view. */
(() => {
  const READ = "tablefolk-read";
  let read = [];
  try { read = JSON.parse(sessionStorage.getItem(READ)) || []; } catch { /* private mode */ }
  const came = () => {
    const dot = document.querySelector("[data-came]"), panel = dot && document.getElementById(dot.closest("a").dataset.panel);
    if (!panel) return;
    const stand = [...panel.querySelectorAll("[data-seen]")].map((one) => one.dataset.seen);
    if (!panel.hidden) { read = stand; try { sessionStorage.setItem(READ, JSON.stringify(read)); } catch { /* private mode */ } }
    dot.hidden = stand.every((id) => read.includes(id));
  };
  const links = () => [...document.querySelectorAll("a[data-panel]")];
  const show = (name, moves) => {
    const panel = document.getElementById(name);
    if (!panel) return;
    document.querySelectorAll(".panel").forEach((one) => { one.hidden = one !== panel; });
    links().forEach((link) => {
      if (link.dataset.panel === name && link.closest("nav")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    try { sessionStorage.setItem("tablefolk-panel", name); } catch { /* private mode */ }
    came();
    if (moves) { window.scrollTo(0, 0); const title = panel.querySelector("h1, h2"); if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); } }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (link) { event.preventDefault(); history.replaceState(null, "", `#${link.dataset.panel}`); show(link.dataset.panel, true); }
    const button = event.target.closest("[data-filter]");
    if (button) { const on = button.getAttribute("aria-pressed") !== "true"; button.setAttribute("aria-pressed", String(on)); sift(); }
  });
  const sift = () => {
    const own = document.querySelector("[data-own-table]");
    const held = new Set([...document.querySelectorAll("[data-held]")].map((one) => one.dataset.held));
    const button = document.querySelector("[data-filter]");
    const mine = document.querySelector("[data-my-side]"), side = mine ? mine.dataset.mySide : "";
    const on = held.size > 0 && Boolean(button) && button.getAttribute("aria-pressed") === "true";
    document.querySelectorAll("[data-home-table]").forEach((one) => {
      one.hidden = Boolean(own) && one.dataset.homeTable === own.dataset.ownTable;
      const lines = [...one.querySelectorAll("[data-need]")];
      lines.forEach((line) => {
        const isElsewhere = Boolean(line.dataset.side) && Boolean(side) && line.dataset.side !== side;
        line.hidden = on && (isElsewhere || !held.has(line.dataset.need));
      });
      if (on && lines.length && lines.every((line) => line.hidden)) one.hidden = true;
    });
    const nothing = document.querySelector("[data-nothing-left]");
    if (nothing) nothing.hidden = !on || [...document.querySelectorAll("[data-home-table]")].some((one) => !one.hidden);
  };
  for (const news of ["htmx:after:swap", "htmx:ws:after:message:incoming"]) document.addEventListener(news, () => { sift(); came(); });
  document.addEventListener("DOMContentLoaded", () => {
    if (!links().length) return;
    document.body.classList.add("has-panels");
    let before = location.hash.slice(1);
    try { before = before || sessionStorage.getItem("tablefolk-panel") || ""; } catch { /* private mode */ }
    const isPanel = document.getElementById(before)?.classList.contains("panel");
    show(isPanel ? before : links()[0].dataset.panel, false);
    sift();
  });
})();
