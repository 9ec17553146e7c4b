/* A phone tries its way to the server: the middle of five times there and back, and how far its clock is off. It tells both
   by itself when the page is opened, and again at each press of the button. */
(() => {
  const TIMES = 5;
  const form = document.querySelector("form[data-sounding]");
  if (!form) return;
  const opened = Date.now(), server = Number(document.documentElement.dataset.now || opened);
  const once = async (place) => {
    const began = performance.now();
    await fetch(`/static/mark.svg?try=${place}`, { cache: "no-store" });
    return performance.now() - began;
  };
  const sound = async () => {
    const took = [];
    for (let place = 0; place < TIMES; place += 1) took.push(await once(place));
    form.elements.round_trip.value = Math.round(took.sort((one, other) => one - other)[Math.floor(TIMES / 2)]);
    form.elements.off.value = Math.round(opened - server);
    form.submit();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); sound().catch(() => form.submit()); });
  if ("byItself" in form.dataset) sound().catch(() => {});
})();
