/* Reading aloud with the phone's own voice: <button data-aloud> reads the card it stands on, all but its secret. Pressed again,
   it stops. <html data-voice> says that this phone can speak. */
(() => {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  document.documentElement.dataset.voice = "";
  const wordsOf = (card) => {
    const copy = card.cloneNode(true);
    copy.querySelectorAll(".secret, button, svg, .visually-hidden, .band").forEach((one) => one.remove());
    return [...copy.querySelectorAll("h3, p, dt, dd")].map((one) => one.textContent.trim()).filter(Boolean).join(". ");
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-aloud]");
    if (!button) return;
    if (voice.speaking) { voice.cancel(); return; }
    const said = new SpeechSynthesisUtterance(wordsOf(button.closest(".playing-card")));
    said.lang = document.documentElement.lang;
    voice.speak(said);
  });
})();
