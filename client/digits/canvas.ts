/* The component `canvas`: a sheet of paper to draw a digit on, by mouse, touch and pen, or by keyboard. It hands the grey
   levels of its pixels to Python while the reader draws; Python does the rest. */

import { type Arguments, component, mountOf } from "../streamlit.ts";
import { Keyboard } from "./keyboard.ts";
import { listenToPointers } from "./pointers.ts";
import { Sheet } from "./sheet.ts";

interface Data {
  html: string;
  /** The grey levels that are on the sheet at first, in Base64. */
  start: string;
}

const sheets = new WeakMap<HTMLElement, Sheet>();

export default component(import.meta.url, ({ data, parentElement, setStateValue }: Arguments<Data>) => {
  const mount = mountOf(parentElement);
  const sheet = sheets.get(mount) ?? open(mount, data);
  sheet.report = (levels) => setStateValue("ink", levels);
});

function open(mount: HTMLElement, { html, start }: Data): Sheet {
  mount.innerHTML = html;
  const sheet = new Sheet(mount, start);
  sheets.set(mount, sheet);
  listenToPointers(sheet);
  new Keyboard(mount, sheet).listen();
  mount.addEventListener("click", ({ target }) => {
    const act = target instanceof Element ? target.closest<HTMLElement>("[data-act]")?.dataset.act : undefined;
    if (act === "clear") sheet.clear();
    if (act === "undo") sheet.undo();
  });
  return sheet;
}
