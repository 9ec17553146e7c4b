/* Choosing among the deals of a report: rows that do not fit are hidden. Without script the whole list stands there. */
(() => {
  const filter = document.getElementById("filter");
  const table = document.getElementById("all-deals");
  if (!filter || !table) return;
  const rows = [...table.tBodies[0].rows];
  const choices = [...filter.querySelectorAll("select")];
  const says = document.getElementById("filter-says");
  function choose() {
    let left = 0;
    for (const row of rows) {
      const fits = choices.every((one) => !one.value || row.dataset[one.dataset.by].split(" ").includes(one.value));
      row.hidden = !fits;
      left += fits;
    }
    says.textContent = `${left} of ${rows.length} shown`;
  }
  filter.addEventListener("change", choose);
  addEventListener("beforeprint", () => { for (const row of rows) row.hidden = false; });
  addEventListener("afterprint", choose);
  for (const one of choices) one.value = "";
  filter.hidden = false;
  choose();
})();
