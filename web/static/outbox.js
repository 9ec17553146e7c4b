/* The outbox: nothing a person sends or types is lost. Ids are made when the button is pressed, kept until answered. */
(() => {
  const OUTBOX = "tablefolk-outbox", DRAFT = "tablefolk-draft:";
  const RETRY_MS = 3000;
  const keep = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode */ } };
  const kept = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* private mode */ } };
  const mint = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const waiting = () => kept(OUTBOX, []);
  const show = () => {
    const place = document.getElementById("outbox");
    if (!place) return;
    const count = waiting().length;
    place.hidden = !count;
    place.textContent = count === 1 ? "1 thing is saved on this phone. It will be sent." : `${count} things are saved on this phone. They will be sent.`;
  };

  /* A press of a button: the id is the same for every try with the same words. */
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (request.method !== "POST" || !(request.body instanceof FormData || request.body instanceof URLSearchParams)) return;
    if (!request.body.has("command_id")) return;
    request.body.delete("command_id");
    const words = new URLSearchParams(request.body).toString();
    const same = waiting().find((one) => one.url === request.action && one.words === words);
    const id = same ? same.id : mint();
    request.body.append("command_id", id);
    event.detail.ctx.commandId = id;
    if (!same) keep(OUTBOX, [...waiting(), { id, words, url: request.action, at: Date.now(), page: location.pathname }].slice(-50));
  });
  const answered = (id) => { keep(OUTBOX, waiting().filter((one) => one.id !== id)); show(); };
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail.ctx;
    if (!ctx || !ctx.commandId || !ctx.response) return;
    if (ctx.response.status === 413) {
      event.preventDefault();
      answered(ctx.commandId);
      const place = document.getElementById("outbox");
      if (place) { place.hidden = false; place.textContent = "That is too much to send at once. Make it shorter and send it again."; }
      return;
    }
    if (ctx.response.status >= 500 || ctx.response.status === 429) { event.preventDefault(); show(); return; }
    answered(ctx.commandId);
    const form = ctx.sourceElement && ctx.sourceElement.closest("form[data-draft]");
    if (form && ctx.response.status < 300) drop(DRAFT + form.dataset.draft);
  });
  document.addEventListener("htmx:error", show);

  const retry = async () => {
    const [first] = waiting().filter((one) => Date.now() - one.at > RETRY_MS && one.page === location.pathname);
    if (!first || first.id === retry.busy) return;
    retry.busy = first.id;
    try {
      const body = new URLSearchParams(first.words);
      body.append("command_id", first.id);
      const answer = await fetch(first.url, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.status >= 500 || answer.status === 429) return;
      answered(first.id);
      const place = document.querySelector("#desk") || document.querySelector("#said");
      if (place) await htmx.swap({ sourceElement: place, target: place, swap: "innerHTML", text: await answer.text(), transition: false });
    } catch { show(); } finally { retry.busy = null; }
  };
  setInterval(retry, RETRY_MS);

  /* Drafts: every typed letter is kept on the phone until the server has it. */
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit" && field.type !== "password");
  const save = (form) => {
    const values = fields(form).map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? (field.checked ? field.value : null) : field.value]);
    keep(DRAFT + form.dataset.draft, values);
    const note = form.querySelector("[data-saved]");
    if (note) note.textContent = "Saved on this phone";
  };
  const restore = (form) => {
    if (form.dataset.restored) return;
    form.dataset.restored = "yes";
    const values = kept(DRAFT + form.dataset.draft, null);
    if (!values || form.querySelector("[role=alert]")) return;
    fields(form).forEach((field) => {
      const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!mine.length) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (!field.value) field.value = mine[0] ?? "";
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
