/* The live link: says whether news comes, wakes a dead socket, polls while there is none, and never shows older news.
   Equal numbers are shown: what changes with time and with people brings no new entry. */
(() => {
  const root = document.documentElement;
  const link = () => document.querySelector("[hx-ws\\:connect]");
  const SILENT_MS = 6000, POLL_MS = 3000, QUIET_MS = 4000;
  let heardAt = Date.now(), downSince = Date.now(), newest = Number(root.dataset.seq || 0);

  const tell = (on) => {
    if (on) { heardAt = Date.now(); downSince = 0; } else if (!downSince) { downSince = Date.now(); }
    root.dataset.live = on ? "on" : "off";
  };

  const seqOf = (text) => { const found = /data-seq="(\d+)"/.exec(text); return found ? Number(found[1]) : null; };

  document.addEventListener("htmx:ws:before:message:incoming", (event) => {
    const text = event.detail.message.data;
    if (typeof text !== "string") { event.preventDefault(); return; }
    tell(true);
    if (text.startsWith("{")) {
      const beat = JSON.parse(text);
      if (beat.now) document.dispatchEvent(new CustomEvent("server-time", { detail: beat.now }));
      return;
    }
    const seq = seqOf(text);
    if (!text.startsWith("<hx-partial") || seq === null || seq < newest) { event.preventDefault(); return; }
    newest = seq;
  });
  /* A page that is put away says so: its phone rests and is not lost. One that was put away while it connected lets go. */
  const rest = () => {
    const element = link();
    if (element && element.dataset.rest && navigator.sendBeacon) navigator.sendBeacon(element.dataset.rest);
  };
  document.addEventListener("htmx:ws:after:connection", (event) => {
    tell(true);
    if (document.hidden && link() && link().dataset.rest) { rest(); event.detail.connection.socket.close(); }
  });
  document.addEventListener("DOMContentLoaded", () => { if (document.hidden) rest(); });
  /* A page whose form leads elsewhere is on its way: to load it again would take it back. If it stays, a poll comes here. */
  let leftAt = 0;
  addEventListener("submit", (event) => { if (!event.defaultPrevented && event.target.target !== "_blank") leftAt = Date.now(); });
  const again = () => { if (Date.now() - leftAt > QUIET_MS) location.reload(); };
  document.addEventListener("htmx:ws:close", (event) => {
    tell(false);
    if (event.detail.code === 4401) again();
  });

  const connectAgain = () => {
    const element = link();
    if (!element || document.hidden && element.dataset.hears !== "always") return;
    const connection = element._htmx && element._htmx.ws && element._htmx.ws.connection;
    const state = connection && connection.socket ? connection.socket.readyState : WebSocket.CLOSED;
    if ((state === WebSocket.OPEN || state === WebSocket.CONNECTING) && Date.now() - heardAt < SILENT_MS) return;
    heardAt = Date.now();
    htmx.process(element, true);
  };

  const poll = async () => {
    const element = link();
    if (!element || document.hidden) return;
    try {
      const answer = await fetch(element.dataset.poll, { headers: { "HX-Request": "true" } });
      if (answer.status === 401 || answer.status === 403) { again(); return; }
      if (!answer.ok) return;
      const text = await answer.text(), seq = seqOf(text);
      if (root.dataset.live === "on" || seq === null || seq < newest) return;
      newest = seq;
      await htmx.swap({ sourceElement: element, target: element, swap: "none", text, transition: false });
    } catch { /* still no line; the next round tries again */ }
  };

  setInterval(() => {
    if (document.hidden && !(link() && link().dataset.hears === "always")) return;
    if (root.dataset.live === "on" && Date.now() - heardAt > SILENT_MS) tell(false);
    if (root.dataset.live === "off") connectAgain();
    const banner = document.getElementById("no-link");
    if (banner) banner.hidden = !(downSince && Date.now() - downSince > QUIET_MS);
  }, 1000);
  setInterval(() => { if (root.dataset.live === "off" && downSince && Date.now() - downSince > QUIET_MS) poll(); }, POLL_MS);
  addEventListener("online", connectAgain);
  document.addEventListener("visibilitychange", () => { if (document.hidden) rest(); else connectAgain(); });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /* Speaking: at most one sentence in 5 s, from what regions carry in data-say. */
  let said = new Set(), waiting = [], spokeAt = 0;
  const collect = () => {
    const stands = new Set([...document.querySelectorAll("[data-say]")].map((element) => element.dataset.say).filter(Boolean));
    waiting.push(...[...stands].filter((words) => !said.has(words)));
    said = stands;  /* what went away and comes again is said again */
  };
  document.addEventListener("DOMContentLoaded", () => { collect(); waiting = []; });
  document.addEventListener("htmx:ws:after:message:incoming", collect);
  setInterval(() => {
    const place = document.getElementById("say");
    if (!place || !waiting.length || Date.now() - spokeAt < 5000) return;
    spokeAt = Date.now();
    place.textContent = waiting.join(" ");
    waiting = [];
  }, 500);
})();
