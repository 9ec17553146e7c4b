/* Clocks: counts every [data-clock] down on the phone's own clock, corrected by the server's. */
(() => {
  let offset = Number(document.documentElement.dataset.now || Date.now()) - Date.now();
  document.addEventListener("server-time", (event) => { offset = event.detail - Date.now(); });
  const words = (ms) => {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const tick = () => {
    document.querySelectorAll("[data-clock]").forEach((clock) => {
      const left = clock.dataset.ends ? Number(clock.dataset.ends) - (Date.now() + offset) : Number(clock.dataset.left || 0);
      const text = words(left);
      if (clock.textContent !== text) clock.textContent = text;
      clock.classList.toggle("is-over", left <= 0 && Boolean(clock.dataset.ends));
    });
    document.querySelectorAll("progress[data-ends]").forEach((bar) => {
      if (bar.dataset.ends) bar.value = Math.max(0, Number(bar.dataset.ends) - (Date.now() + offset));
    });
  };
  setInterval(tick, 250);
  document.addEventListener("DOMContentLoaded", tick);
})();
