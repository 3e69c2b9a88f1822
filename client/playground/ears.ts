/* Hears what the reader does on the playground's stage and tells Python. It stands outside the stage's own part of the
   page, so that its message redraws the controls along with the stage. */

import { type Arguments, component, type Tell } from "../streamlit.ts";
import { type Act, SAID } from "./acts.ts";

let tell: Tell | undefined;
const hear = (event: Event) => tell?.("act", (event as CustomEvent<Act[]>).detail);

export default component(import.meta.url, ({ setTriggerValue }: Arguments<unknown>) => {
  tell = setTriggerValue;
  document.addEventListener(SAID, hear);
});
