/* The map as it filled in: a slider with a stop for each moment. Words and drawing stand in the page; this only goes back and forth. */
(() => {
  const canvas = document.getElementById("replay");
  const scrubber = document.getElementById("scrubber");
  const stops = canvas ? [...canvas.querySelectorAll(".stop")] : [];
  if (!scrubber || stops.length < 2) return;
  const slider = document.getElementById("moment");
  const says = document.getElementById("moment-says");
  const here = document.getElementById("here");
  const map = canvas.querySelector(".map");
  const play = scrubber.querySelector("[data-play]");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const last = stops.length - 1;
  const PLACES = ["translate(-29 -27)", "translate(29 -27)", "translate(0 40)"];
  const most = Math.max(Number(map.dataset.most), 1);
  let now = last, timer = 0;

  const parts = [...map.querySelectorAll("[data-states]")].map((part) => ({
    part,
    states: part.dataset.states.split(";").map((state) => state.split(" ")),
    stroke: part.getAttribute("stroke-width"),
  }));
  const at = (states, stop) => states.findLast((state) => Number(state[0]) <= stop);
  const show = (part, is) => (is ? part.removeAttribute("display") : part.setAttribute("display", "none"));

  function line(part, state) {
    const [, deals, tokens, doubted] = (state || [0, 0, 0, 0]).map(Number);
    show(part, deals > 0);
    const thick = 4 + 1.9 * Math.min(tokens, 4);
    part.querySelector(".map-casing").setAttribute("stroke-width", thick + 2.6);
    part.querySelector(".map-colour").setAttribute("stroke-width", thick);
    if (doubted) part.setAttribute("stroke-dasharray", "14 10");
    else part.removeAttribute("stroke-dasharray");
    part.classList.toggle("is-doubted", doubted > 0);
  }

  function band(part, state) {
    const deals = state ? Number(state[1]) : 0;
    show(part, deals > 0);
    part.setAttribute("stroke-width", 4 + (18 * deals) / Math.max(most, 5));
    part.setAttribute("opacity", [0.3, 0.3, 0.6, 1][Math.ceil((3 * deals) / most)]);
  }

  function spot(part, state, states) {
    show(part, state);
    for (const mark of part.querySelectorAll(".map-mark")) {
      const place = state ? state.indexOf(mark.dataset.kind, 1) - 1 : -1;
      show(mark, place >= 0);
      if (place >= 0) mark.setAttribute("transform", PLACES[place]);
    }
    const isNewest = stops[now].classList.contains("stop-deal") && states.some((one) => Number(one[0]) === now);
    const hexagon = part.querySelector(".map-hexagon");
    const isGold = now === last ? part.classList.contains("is-newest") : isNewest;
    hexagon.setAttribute("fill", isGold ? "#FFC21F" : "#FFFFFF");
    hexagon.setAttribute("stroke-width", isGold ? 4 : 3);
    const star = part.querySelector(".map-star");
    if (star) show(star, now === last);
    if (part.classList.contains("is-refused")) {
      if (now === last) hexagon.setAttribute("stroke-dasharray", "12 7");
      else hexagon.removeAttribute("stroke-dasharray");
    }
  }

  function go(stop) {
    stops[now].removeAttribute("aria-current");
    now = Math.min(last, Math.max(0, stop));
    for (const { part, states } of parts) {
      const state = at(states, now);
      if (part.classList.contains("map-idea")) spot(part, state, states);
      else if (part.classList.contains("map-band")) band(part, state);
      else line(part, state);
    }
    const text = stops[now].dataset.says;
    slider.value = now + 1;
    slider.setAttribute("aria-valuetext", text);
    says.textContent = text;
    here.firstElementChild.setAttribute("href", `#at-${now + 1}`);
    here.lastElementChild.textContent = "";
    stops[now].setAttribute("aria-current", "step");
    const list = canvas.querySelector(".canvas-list");
    const top = stops[now].offsetTop;
    if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 60) list.scrollTop = top - list.clientHeight / 2;
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.classList.remove("is-playing");
    play.lastElementChild.textContent = still.matches ? "Jump" : "Play";
  }

  const isPart = (one) => one.matches(".stop-step, .stop-event");

  play.addEventListener("click", () => {
    if (timer) return stop();
    if (still.matches) {
      const next = now === last ? 0 : stops.findIndex((one, place) => place > now && isPart(one));
      return go(next < 0 ? last : next);
    }
    if (now === last) go(0);
    play.classList.add("is-playing");
    play.lastElementChild.textContent = "Stop";
    timer = setInterval(() => {
      go(now + 1);
      if (now === last) stop();
    }, Math.max(150, Math.min(700, 20000 / stops.length)));
  });
  still.addEventListener("change", stop);
  slider.addEventListener("input", () => { stop(); go(Number(slider.value) - 1); });
  for (const button of scrubber.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => { stop(); go(now + Number(button.dataset.step)); });
  }

  here.firstElementChild.addEventListener("click", (event) => {
    event.preventDefault();
    const link = here.firstElementChild.href;
    history.replaceState(null, "", link);
    const say = (text) => { here.lastElementChild.textContent = text; };
    const copied = navigator.clipboard ? navigator.clipboard.writeText(link) : Promise.reject(new Error("no clipboard"));
    copied.then(() => say("Copied."), () => say("It stands in the address line now."));
  });

  function follow() {
    const found = /^#at-(\d+)$/.exec(location.hash);
    if (!found || !stops[found[1] - 1]) return false;
    stop();
    go(found[1] - 1);
    canvas.scrollIntoView({ block: "start" });
    return true;
  }
  canvas.querySelector(".canvas-list").addEventListener("click", (event) => {
    const one = event.target.closest(".stop");
    if (!one) return;
    event.preventDefault();
    stop();
    go(stops.indexOf(one));
    history.replaceState(null, "", `#at-${now + 1}`);
  });
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => { stop(); go(last); });
  scrubber.hidden = false;
  here.hidden = false;
  canvas.classList.add("is-live");
  stop();
  if (!follow()) go(last);
})();
