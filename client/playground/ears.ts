/* Hears what the reader does on the playground's stage (playground.js) and tells Python. It stands outside the stage's own
   part of the page, so that its message redraws the controls along with the stage. */

let tell;
const hear = (event) => tell?.("act", event.detail);

export default function ({ setTriggerValue }) {
  tell = setTriggerValue;
  document.addEventListener("hl-playground-act", hear);
}
