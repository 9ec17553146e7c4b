/* Single keys on the console: a key presses the first element in view that names it, as <button data-key="n"> does.
   It never acts while somebody types, with another key held, or again while it is held down. A field that names a key
   gets the cursor. <button data-keys-switch> turns all of them off on this device. */
(() => {
  const OFF = "tablefolk-keys-off";
  const isOff = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
  const tell = () => document.querySelectorAll("[data-keys-switch]").forEach((one) => {
    one.setAttribute("aria-pressed", String(isOff()));
    one.textContent = isOff() ? "Switch single keys on" : "Switch single keys off";
  });
  const names = { " ": "space" };
  const isInView = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const isTyping = (one) => one instanceof Element && Boolean(one.closest("input, textarea, select, [contenteditable]"));
  const isPressable = (one) => one instanceof Element && Boolean(one.closest("a[href], button, summary"));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (isTyping(event.target) || isOff()) return;
    if (event.key === " " && isPressable(event.target)) return;  /* the space bar belongs to what has the focus */
    const key = names[event.key] || event.key;
    const place = [...document.querySelectorAll("[data-key]")].find((one) =>
      (one.dataset.key === key || one.dataset.key === event.key) && !one.disabled && isInView(one));
    if (!place) return;
    event.preventDefault();
    if (place.matches("input, textarea")) { place.focus(); place.select(); } else place.click();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-keys-switch]")) return;
    try { if (isOff()) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "yes"); } catch { /* private mode */ }
    tell();
  });
  document.addEventListener("DOMContentLoaded", tell);
  document.addEventListener("htmx:after:swap", tell);
})();
