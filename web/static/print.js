/* The button that opens the browser's own print window. Without script it stays away: the browser's menu prints too. */
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("print-now");
  if (!button) return;
  button.addEventListener("click", () => print());
  button.hidden = false;
});
