/* A matrix to type in: cells with arrow keys, Enter and Tab; a block that is pasted is handed over as it is. */

import { all } from "../dom.ts";
import { type Arguments, component, mountOf, type Tell } from "../streamlit.ts";
import { isBlock, trimmed } from "./cells.ts";

interface Data {
  html: string;
  /** Which matrix it is. */
  part: string;
}

const drawn = new WeakMap<HTMLElement, string>(); // mount -> the html that it shows

export default component(import.meta.url, ({ data, parentElement, setTriggerValue }: Arguments<Data>) => {
  const mount = mountOf(parentElement);
  if (drawn.get(mount) === data.html) return;
  const same = mount.querySelector<HTMLElement>("[data-part]")?.dataset.part === data.part;
  const giveBack = same ? focused(mount) : () => {};
  drawn.set(mount, data.html);
  mount.innerHTML = data.html;
  for (const cell of cellsOf(mount)) listen(mount, cell, data.part, setTriggerValue);
  giveBack();
});

const cellsOf = (mount: HTMLElement) => all<HTMLInputElement>(mount, "[data-at]");
const cellAt = (mount: HTMLElement, at: string) => mount.querySelector<HTMLInputElement>(`[data-at="${at}"]`);

/** What gives the focus back to the cell that has it, and what is typed there and not yet handed over. */
function focused(mount: HTMLElement): () => void {
  const here = document.activeElement;
  if (!(here instanceof HTMLInputElement) || !mount.contains(here) || !here.dataset.at) return () => {};
  const { at } = here.dataset;
  const typed = here.value === here.defaultValue ? null : here.value;
  return () => {
    const again = cellAt(mount, at);
    if (!again) return;
    if (typed !== null) again.value = typed;
    again.focus();
    if (typed === null) again.select();
  };
}

function listen(mount: HTMLElement, cell: HTMLInputElement, part: string, tell: Tell): void {
  cell.addEventListener("change", () => tell("typed", { part, cells: trimmed(textsOf(mount)) }));
  cell.addEventListener("keydown", (event) => move(mount, cell, event));
  cell.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!isBlock(text)) return;
    event.preventDefault();
    const [row, column] = placeOf(cell);
    tell("pasted", { part, text, row, column });
  });
}

function placeOf(cell: HTMLInputElement): [number, number] {
  const [row = 0, column = 0] = (cell.dataset.at ?? "").split(".").map(Number);
  return [row, column];
}

function textsOf(mount: HTMLElement): string[][] {
  const rows: string[][] = [];
  for (const cell of cellsOf(mount)) {
    const [row, column] = placeOf(cell);
    rows[row] ??= [];
    rows[row][column] = cell.value;
  }
  return rows;
}

/** Arrows and Enter go from cell to cell; sideways only from the end of what is written. */
function move(mount: HTMLElement, cell: HTMLInputElement, event: KeyboardEvent): void {
  const step = stepOf(cell, event);
  if (event.key === "Escape") cell.value = cell.defaultValue;
  if (!step) return;
  const [row, column] = placeOf(cell);
  const next = cellAt(mount, `${row + step[0]}.${column + step[1]}`);
  if (next) {
    event.preventDefault();
    next.focus();
    next.select();
  } else if (event.key === "Enter" && !event.shiftKey) cell.blur();
}

function stepOf(
  { selectionStart, selectionEnd, value }: HTMLInputElement,
  event: KeyboardEvent,
): [number, number] | null {
  const { length } = value;
  const isAll = selectionStart === 0 && selectionEnd === length;
  if (event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey)) return [-1, 0];
  if (event.key === "ArrowDown" || event.key === "Enter") return [1, 0];
  if (event.key === "ArrowLeft" && (isAll || selectionEnd === 0)) return [0, -1];
  if (event.key === "ArrowRight" && (isAll || selectionStart === length)) return [0, 1];
  return null;
}
