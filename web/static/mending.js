/* When a form comes back with something wrong, go to the field that is wrong: it may lie far below. */
document.addEventListener("htmx:after:swap", () => {
  const field = document.querySelector("#desk [aria-invalid='true']");
  if (!field || document.activeElement === field) return;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
