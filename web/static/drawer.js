/* The console's drawer (#desk): the cursor goes in when it opens, Escape puts it away, and the focus returns to what opened it.
   While it stays open for the next act, the focus stays in it. */
(() => {
  const desk = () => document.getElementById("desk");
  const isOpen = () => Boolean(desk() && desk().querySelector(".desk"));
  let opener = null, wasOpen = false;
  const enter = () => {
    const place = desk().querySelector("[aria-invalid='true'], [autofocus]") || desk().querySelector("details[open] .person-way")
      || desk().querySelector("h2");
    if (!place) return;
    if (place.matches("b")) { place.closest("details").querySelector("summary").focus(); return; }
    place.focus({ preventScroll: place.matches("h2") });
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[hx-target='#desk']");
    if (link && !desk().contains(link)) opener = link.matches("form") ? link.querySelector("button") : link;
  });
  document.addEventListener("htmx:after:swap", () => {
    const isNow = isOpen(), has = desk() && desk().contains(document.activeElement);
    if (isNow && (!wasOpen || !has)) { if (document.activeElement === document.body || !wasOpen || opener === document.activeElement) enter(); }
    if (!isNow && wasOpen) {
      const back = opener && opener.isConnected ? opener : document.querySelector(".console-tools a");
      if (back && (document.activeElement === document.body || has)) back.focus({ preventScroll: true });
      opener = null;
    }
    wasOpen = isNow;
  });
  const folds = () => [...document.querySelectorAll("details.tools-more[open]")];
  document.addEventListener("click", (event) => folds().forEach((fold) => { if (!fold.contains(event.target)) fold.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") folds().forEach((fold) => { fold.open = false; fold.querySelector("summary").focus(); });
    if (event.key !== "Escape" || event.defaultPrevented || !isOpen()) return;
    const away = desk().querySelector(".desk-head a[hx-get]");
    if (away) { event.preventDefault(); away.click(); }
  });
  /* What was undone elsewhere changes an open table: it is drawn again, unless somebody types in it. */
  document.addEventListener("htmx:after:swap", () => {
    const said = document.querySelector("#said .said"), drawer = desk() && desk().querySelector(".drawer[data-again]");
    if (!said || !drawer || said.dataset.seen || !said.textContent.startsWith("Undone")) return;
    said.dataset.seen = "yes";
    if ([...drawer.querySelectorAll("input")].some((field) => field.type !== "hidden" && field.value !== field.defaultValue)) return;
    htmx.ajax("GET", drawer.dataset.again, { target: "#desk", swap: "innerMorph" });
  });
  document.addEventListener("DOMContentLoaded", () => { wasOpen = isOpen(); if (wasOpen) enter(); });
})();
