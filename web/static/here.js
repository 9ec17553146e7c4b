/* Here: the wall's page tells how large its screen is, so that the facilitator hears of one that is too small.
   A preview inside another page is no screen. */
(() => {
  const AGAIN_MS = 20000, REST_MS = 300;
  let resting = 0;
  const tell = () => {
    const place = document.querySelector("[data-here]");
    if (!place || document.hidden || window.top !== window) return;
    const body = new URLSearchParams({ width: innerWidth, height: innerHeight, ratio: Math.round(devicePixelRatio * 100) });
    fetch(place.dataset.here, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => { /* the next one tells it */ });
  };
  addEventListener("resize", () => { clearTimeout(resting); resting = setTimeout(tell, REST_MS); });
  document.addEventListener("DOMContentLoaded", tell);
  setInterval(tell, AGAIN_MS);
})();
