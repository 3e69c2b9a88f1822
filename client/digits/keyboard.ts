/* Drawing by keyboard: a cursor on the grid of MNIST's 28 × 28 pixels. */

import { clamp, one } from "../dom.ts";
import { type Place, type Sheet, SIDE } from "./sheet.ts";

const GRID = 28;
const CELL = SIDE / GRID;
const STEPS: Record<string, [across: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Keyboard {
  readonly #sheet: Sheet;
  readonly #cursor: HTMLElement;
  readonly #says: HTMLElement;
  #column = 14;
  #row = 6;
  #down = false; // the pen

  constructor(mount: HTMLElement, sheet: Sheet) {
    this.#sheet = sheet;
    this.#cursor = one(mount, ".hl-cursor");
    this.#says = one(mount, "[data-says]");
  }

  listen(): void {
    const { canvas } = this.#sheet;
    canvas.addEventListener("focus", () => {
      this.#cursor.hidden = !canvas.matches(":focus-visible");
      this.#show();
    });
    canvas.addEventListener("blur", () => {
      this.#cursor.hidden = true;
      this.#down = false;
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey && event.key === "z") {
        this.#sheet.undo();
        event.preventDefault();
        return;
      }
      if (event.altKey || event.ctrlKey || event.metaKey || !this.#act(event)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#cursor.hidden = false;
      this.#show();
    });
  }

  /** Does what a key means; false if it means nothing here. */
  #act({ key, repeat }: KeyboardEvent): boolean {
    const step = STEPS[key];
    if (step) this.#move(step);
    else if (key === " ") {
      if (!repeat) this.#turnPen();
    } else if (key === "Backspace") {
      this.#sheet.remember();
      this.#sheet.line(this.#middle, this.#middle, "#fff");
    } else if (key === "Delete") this.#sheet.clear();
    else if (key === "Escape") this.#down = false;
    else return false;
    return true;
  }

  #move([across, down]: [number, number]): void {
    const before = this.#middle;
    this.#column = clamp(this.#column + across, 0, GRID - 1);
    this.#row = clamp(this.#row + down, 0, GRID - 1);
    if (this.#down) this.#sheet.line(before, this.#middle);
  }

  #turnPen(): void {
    this.#down = !this.#down;
    if (!this.#down) return;
    this.#sheet.remember();
    this.#sheet.line(this.#middle, this.#middle);
  }

  get #middle(): Place {
    return [(this.#column + 0.5) * CELL, (this.#row + 0.5) * CELL];
  }

  #show(): void {
    this.#cursor.style.left = `${(100 * (this.#column + 0.5)) / GRID}%`;
    this.#cursor.style.top = `${(100 * (this.#row + 0.5)) / GRID}%`;
    this.#cursor.classList.toggle("hl-cursor-down", this.#down);
    const pen = this.#down ? "down" : "up";
    this.#says.textContent = `Row ${this.#row + 1}, column ${this.#column + 1}, pen ${pen}`;
  }
}
