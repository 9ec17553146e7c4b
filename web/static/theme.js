/* Light or dark: the phone's own setting, or what the player chose here. <html data-theme="dark|light"> holds the choice.
   A switch: <button type="button" data-theme-switch>. It is pressed while the page is dark, and hidden without script.
   To be loaded in the head, not deferred, so that the first thing a person sees is right; <html data-script> says that
   scripts run. */
(() => {
  const root = document.documentElement, KEPT = "tablefolk-theme";
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme === "dark" || root.dataset.theme !== "light" && prefersDark.matches;
  const tell = () => document.querySelectorAll("[data-theme-switch]").forEach((one) => one.setAttribute("aria-pressed", String(isDark())));
  root.dataset.script = "";
  try { const kept = localStorage.getItem(KEPT); if (kept === "dark" || kept === "light") root.dataset.theme = kept; } catch { /* private mode */ }
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem(KEPT, root.dataset.theme); } catch { /* private mode */ }
    tell();
  });
  prefersDark.addEventListener("change", tell);
  document.addEventListener("DOMContentLoaded", tell);
  document.addEventListener("htmx:ws:after:message:incoming", tell);
  document.addEventListener("htmx:after:swap", tell);
})();
