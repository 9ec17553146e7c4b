/* Finding a seat or a table on the console: what is typed hides all lines and tiles that do not begin with it; Enter opens
   the first that is left. A line says in data-find by which words it is found, and in data-table at which table. */
(() => {
  const field = () => document.getElementById("find");
  const lines = () => [...document.querySelectorAll("#seats [data-find]")];
  const tiles = () => [...document.querySelectorAll("#board [data-find]")];
  const wanted = () => (field() ? field().value.trim().toLowerCase() : "");
  const fits = (one, words) => one.dataset.find.split(" ").some((_, at, all) => all.slice(at).join(" ").startsWith(words));
  const sift = () => {
    const words = wanted(), fold = document.getElementById("seats-fold");
    const people = lines().filter((line) => { line.hidden = words !== "" && !fits(line, words); return words && !line.hidden; });
    const at = new Set(people.map((line) => line.dataset.table));
    let count = people.length;
    tiles().forEach((tile) => {
      const isIt = words === "" || fits(tile, words);
      if (words && isIt) count += 1;
      tile.hidden = !isIt && !at.has(tile.dataset.table);
    });
    if (fold && words) fold.open = people.length > 0;
    return [people, count];
  };
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    const [, count] = sift(), found = document.getElementById("found");
    if (found) found.textContent = wanted() === "" ? "" : count === 1 ? "1 found" : `${count} found`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field()) return;
    if (event.key === "Escape" && field().value) { event.preventDefault(); field().value = ""; sift(); }
    if (event.key !== "Enter" || !wanted()) return;
    event.preventDefault();
    const [people] = sift();
    const first = tiles().find((tile) => fits(tile, wanted())) || people[0] || null;
    const link = first && first.querySelector("a");
    if (link) link.click();
  });
  document.addEventListener("htmx:ws:after:message:incoming", sift);
  document.addEventListener("htmx:after:swap", sift);
})();
