/* The outbox: nothing a person sends or types is lost. Ids are made when the button is pressed, kept until answered.
   All of it belongs to the page's seat (<html data-seat>): what waits or was typed for another is neither sent nor shown. */
(() => {
  const SEAT = document.documentElement.dataset.seat, HEADER = "Tablefolk-Seat";
  const OUTBOX = "tablefolk-outbox", DRAFT = `tablefolk-draft:${SEAT}:`;
  const RETRY_MS = 3000, TOLD_MS = 20000, DAY_MS = 24 * 3600 * 1000;
  const keep = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode */ } };
  const kept = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* private mode */ } };
  const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const waiting = () => kept(OUTBOX, []).filter((one) => Date.now() - one.at < DAY_MS);
  const ours = () => waiting().filter((one) => one.seat === SEAT);
  const show = () => {
    const place = document.getElementById("outbox");
    if (!place) return;
    const count = ours().length;
    place.hidden = !count;
    place.textContent = count === 1 ? "1 thing is saved on this phone. It will be sent." : `${count} things are saved on this phone. They will be sent.`;
  };

  /* Answers may overtake each other: one that was asked for before what stands in its place does not take that away. */
  let turns = 0;
  const stands = new Map();
  const comesLate = (ctx) => Boolean(ctx.turn && ctx.target && ctx.target.id && ctx.turn < (stands.get(ctx.target.id) || 0));

  /* A press of a button: the id is the same for every try with the same words. */
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    request.headers[HEADER] = SEAT;
    event.detail.ctx.turn = ++turns;
    if (request.method !== "POST" || !(request.body instanceof FormData || request.body instanceof URLSearchParams)) return;
    if (!request.body.has("command_id")) return;
    request.body.delete("command_id");
    const words = new URLSearchParams(request.body).toString();
    const same = ours().find((one) => one.url === request.action && one.words === words);
    const id = same ? same.id : mint();
    request.body.append("command_id", id);
    event.detail.ctx.commandId = id;
    const form = draftOf(event.detail.ctx.sourceElement), target = event.detail.ctx.target;
    const from = { draft: form ? form.dataset.draft : "", typed: form ? typedIn(form) : "", place: target ? target.id : "" };
    const one = { id, words, url: request.action, at: Date.now(), seat: SEAT, ...from };
    if (!same) keep(OUTBOX, [...waiting(), one].slice(-50));
  });
  const draftOf = (element) => element ? element.closest("form[data-draft]") : null;
  const typedIn = (form) => JSON.stringify(valuesOf(form));
  /* A draft is over when it was taken, unless the answer asks on about it: "is that what you said?" */
  const isOver = (draft, status, text) => Boolean(draft) && status < 300 && !text.includes(`data-draft="${draft}"`);
  const answered = (id) => { keep(OUTBOX, waiting().filter((one) => one.id !== id)); show(); };
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail.ctx;
    if (!ctx || !ctx.response) return;
    const isAnswered = ctx.response.status < 500 && ctx.response.status !== 429;
    if (isAnswered && comesLate(ctx)) {
      event.preventDefault();
      if (ctx.commandId) { answered(ctx.commandId); tell(ctx.text); }
      return;
    }
    if (isAnswered && ctx.turn && ctx.target && ctx.target.id) stands.set(ctx.target.id, ctx.turn);
    if (!ctx.commandId) return;
    if (ctx.response.status === 413) {
      event.preventDefault();
      answered(ctx.commandId);
      const place = document.getElementById("outbox");
      if (place) { place.hidden = false; place.textContent = "That is too much to send at once. Make it shorter and send it again."; }
      return;
    }
    if (!isAnswered) { event.preventDefault(); show(); return; }
    answered(ctx.commandId);
    const form = draftOf(ctx.sourceElement);
    if (form && isOver(form.dataset.draft, ctx.response.status, ctx.text)) drop(DRAFT + form.dataset.draft);
  });
  document.addEventListener("htmx:error", show);

  /* Whether somebody types in this form, and typed on since this was sent: a late answer must not take it away. */
  const isInUse = (form, one) => Boolean(kept(DRAFT + form.dataset.draft, null)) && !(form.dataset.draft === one.draft && typedIn(form) === one.typed);
  const tell = (text) => {
    const place = document.getElementById("outbox");
    const said = new DOMParser().parseFromString(text, "text/html").querySelector("[role=alert], .receipt p, p.said");
    if (!place || !said) return;
    place.hidden = false;
    place.textContent = said.textContent;
    setTimeout(show, TOLD_MS);
  };
  const retry = async () => {
    const [first] = ours().filter((one) => Date.now() - one.at > RETRY_MS);
    if (!first || first.id === retry.busy) return;
    retry.busy = first.id;
    try {
      const body = new URLSearchParams(first.words);
      body.append("command_id", first.id);
      const answer = await fetch(first.url, { method: "POST", body, headers: { "HX-Request": "true", [HEADER]: SEAT } });
      if (answer.status >= 500 || answer.status === 429) return;
      if (answer.headers.has(HEADER)) { location.reload(); return; }  /* the browser holds another seat by now: it waits */
      const text = await answer.text();
      answered(first.id);
      const place = document.getElementById(first.place) || document.querySelector("#desk") || document.querySelector("#said");
      const others = place ? [...place.querySelectorAll("form[data-draft]")].filter((form) => isInUse(form, first)) : [];
      if (!others.length && isOver(first.draft, answer.status, text)) drop(DRAFT + first.draft);
      if (others.length) tell(text);
      else if (place) await htmx.swap({ sourceElement: place, target: place, swap: "innerHTML", text, transition: false });
    } catch { show(); } finally { retry.busy = null; }
  };
  setInterval(retry, RETRY_MS);

  /* Drafts: every typed letter is kept on the phone until the server has it. */
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit" && field.type !== "password");
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const valuesOf = (form) => fields(form).map((field) => [field.name, isTicked(field) ? (field.checked ? field.value : null) : field.value, field.defaultValue ?? null]);
  const save = (form) => {
    keep(DRAFT + form.dataset.draft, valuesOf(form));
    const note = form.querySelector("[data-saved]");
    if (note) note.textContent = "Saved on this phone";
  };
  const restore = (form) => {
    if (form.dataset.restored) return;
    form.dataset.restored = "yes";
    const values = kept(DRAFT + form.dataset.draft, null);
    if (!values || form.querySelector("[role=alert]")) return;
    const met = new Map();  /* several fields may have one name: each has its own value, in order */
    fields(form).forEach((field) => {
      const mine = values.filter(([name]) => name === field.name), place = met.get(field.name) || 0;
      met.set(field.name, place + 1);
      if (!mine.length) return;
      const [, value, before] = mine[Math.min(place, mine.length - 1)];
      if (isTicked(field)) field.checked = mine.some(([, ticked]) => ticked === field.value);
      else if (field.options) { if ([...field.options].some((option) => option.value === value)) field.value = value; }
      else if (!field.value || field.defaultValue === before) field.value = value ?? "";  /* else others rewrote it meanwhile */
      const fold = field.closest("details");
      if (fold && !isTicked(field) && field.value) fold.open = true;
    });
  };
  const restoreAll = () => document.querySelectorAll("form[data-draft]").forEach(restore);
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-draft]");
    if (form) save(form);
  });
  document.addEventListener("htmx:after:swap", restoreAll);
  document.addEventListener("DOMContentLoaded", () => { restoreAll(); show(); });
})();
