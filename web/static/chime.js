/* The chime: a soft tone from the wall when a running clock in [data-chimes] comes to two minutes, two when it comes to
   nothing, and three when the facilitator rings (data-rings has grown). A browser lets a page sound only after somebody
   clicked or pressed a key on it once. <html data-chimed> counts. */
(() => {
  const AT = [[120, [659]], [0, [659, 523]]], RUNG = [523, 659, 784];
  let sound = null, before = null, ends = "", rings = null;
  const wake = () => {
    const Sound = window.AudioContext || window.webkitAudioContext;
    if (!Sound) return;
    sound = sound || new Sound();
    sound.resume().then(() => { document.documentElement.dataset.sound = sound.state; }, () => {});
  };
  const ring = (notes) => {
    document.documentElement.dataset.chimed = String(Number(document.documentElement.dataset.chimed || 0) + 1);
    if (!sound || sound.state !== "running") return;
    notes.forEach((pitch, place) => {
      const tone = sound.createOscillator(), volume = sound.createGain(), at = sound.currentTime + place * 0.5;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.3, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 1.4);
      tone.connect(volume).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 1.5);
    });
  };
  const hear = () => {
    const place = document.querySelector("[data-rings]"), count = place ? Number(place.dataset.rings) : rings;
    if (rings !== null && count > rings) ring(RUNG);
    rings = count;
  };
  const look = () => {
    hear();
    const clock = document.querySelector("[data-chimes] [data-clock]");
    const [minutes, seconds] = clock ? clock.textContent.split(":").map(Number) : [NaN, NaN];
    const left = clock && clock.dataset.ends ? minutes * 60 + seconds : null;
    if (left !== null && before !== null && clock.dataset.ends === ends) {
      AT.filter(([at]) => before > at && left <= at).forEach(([, notes]) => ring(notes));
    }
    before = left;
    ends = clock ? clock.dataset.ends : "";
  };
  document.addEventListener("click", wake);
  document.addEventListener("keydown", wake);
  setInterval(look, 250);
})();
