/* Seen: tells the server once that this phone has shown a message, while its page can be seen. It never says when. */
(() => {
  const SEAT = document.documentElement.dataset.seat, LOOK_MS = 1000, AGAIN_MS = 10000, MOST = 50;
  const told = new Set();
  let isTelling = false, notBefore = 0;
  const shown = () => [...document.querySelectorAll("[data-seen]")]
    .filter((element) => element.getClientRects().length).map((element) => element.dataset.seen);
  const tell = async () => {
    if (!SEAT || document.hidden || isTelling || Date.now() < notBefore) return;
    const ids = [...new Set(shown())].filter((id) => id && !told.has(id)).slice(0, MOST);
    if (!ids.length) return;
    isTelling = true;
    try {
      const body = new URLSearchParams(ids.map((id) => ["message", id]));
      const answer = await fetch("/play/seen", { method: "POST", body, headers: { "HX-Request": "true", "Tablefolk-Seat": SEAT } });
      if (answer.status >= 500 || answer.status === 429) notBefore = Date.now() + AGAIN_MS;
      else ids.forEach((id) => told.add(id));
    } catch { notBefore = Date.now() + AGAIN_MS; } finally { isTelling = false; }
  };
  setInterval(tell, LOOK_MS);
})();
