/* The pad: a badge number in two taps, table and letter, where a keyboard would need four. It only writes into its field.
   <div data-pad="field-badge"> holds <button data-table="4"> and <button data-letter="C">. */
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pad] button");
    if (!button) return;
    const pad = button.closest("[data-pad]"), field = document.getElementById(pad.dataset.pad);
    if (!field) return;
    const now = field.value.trim().toUpperCase().match(/^(\d*)([A-Z]*)$/) || ["", "", ""];
    const table = button.dataset.table || now[1], letter = button.dataset.letter || now[2];
    field.value = table + letter;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const show = (pad) => {
    const field = document.getElementById(pad.dataset.pad);
    const now = field ? field.value.trim().toUpperCase().match(/^(\d*)([A-Z]*)$/) || ["", "", ""] : ["", "", ""];
    pad.querySelectorAll("button").forEach((button) => {
      const on = button.dataset.table ? button.dataset.table === now[1] : button.dataset.letter === now[2];
      button.setAttribute("aria-pressed", String(on));
    });
  };
  document.addEventListener("input", (event) => {
    const pad = event.target.id && document.querySelector(`[data-pad="${CSS.escape(event.target.id)}"]`);
    if (pad) show(pad);
  });
  document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-pad]").forEach(show));
})();
