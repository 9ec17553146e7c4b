/* Long parts of a report are folded on phones, where they would be far to scroll. On paper and on wide screens they stay open. */
(() => {
  const narrow = matchMedia("(max-width: 40rem)");
  const folds = [...document.querySelectorAll("details.fold")];
  const fold = (isOpen) => { for (const one of folds) one.open = isOpen; };
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (narrow.matches) fold(false);
  if (target) target.closest("details.fold")?.setAttribute("open", "");
  narrow.addEventListener("change", () => fold(!narrow.matches));
  const papers = [...document.querySelectorAll("details")];
  let wasOpen = [];
  addEventListener("beforeprint", () => {
    wasOpen = papers.map((one) => one.open);
    for (const one of papers) one.open = true;
  });
  addEventListener("afterprint", () => papers.forEach((one, place) => { one.open = wasOpen[place]; }));
})();
