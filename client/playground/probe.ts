/* The values of all neurons at one point, which a cross marks: asked for where they are not known yet. */

import { all, clamp, one, write } from "../dom.ts";
import type { Film } from "../film/film.ts";
import { bytesOf } from "../film/rows.ts";
import { number } from "../number/write.ts";
import { whenIdle } from "./acts.ts";
import type { Ask, Values } from "./messages.ts";
import { reads, shares } from "./plane.ts";

const PATIENCE = 2500; // milliseconds until something is asked for again
const MOST_VALUES = 12_000; // asked for before, and after, the frame that is shown

export interface Asking {
  version: number;
  ask: Ask;
  /** Whether something may be asked now. */
  mayAsk: () => boolean;
}

/** The reader's units of a coordinate: theirs = centre + size · the plane's. */
export class Units {
  readonly #centre: number;
  readonly #size: number;

  constructor(centre: number, size: number) {
    this.#centre = centre;
    this.#size = size;
  }

  mine(theirs: number): number {
    return (theirs - this.#centre) / this.#size;
  }

  /** To so many digits as a step of the cross moves it by. */
  theirs(mine: number): number {
    const value = this.#centre + this.#size * mine;
    const digits = Math.ceil(Math.log10(Math.max(1, Math.abs(this.#centre / this.#size)))) + 5;
    return Number(value.toPrecision(Math.min(digits, 15)));
  }
}

export class Probe {
  readonly #figure: HTMLElement;
  readonly #film: Film;
  readonly #asking: Asking;
  readonly #cross: Element;
  readonly #plane: HTMLElement;
  readonly #coordinates: HTMLInputElement[];
  readonly #reach: number; // the plane goes from −reach to reach
  readonly #units: Units[]; // in which the coordinates are read and written
  readonly #values: HTMLElement[];
  #point: number[];
  #known = new Map<number, Float64Array>(); // frame -> the values there, inputs first
  #asked = 0; // when values were asked for; 0: not waiting
  #held = false; // the cross is being dragged

  constructor(figure: HTMLElement, film: Film, asking: Asking) {
    this.#figure = figure;
    this.#film = film;
    this.#asking = asking;
    this.#cross = one(figure, "[data-cross]");
    this.#plane = one(figure, "[data-plane]");
    this.#coordinates = all<HTMLInputElement>(figure, "[data-point]");
    this.#reach = Number(this.#plane.dataset.reach);
    this.#units = this.#coordinates.map(({ dataset }) => new Units(Number(dataset.centre), Number(dataset.size)));
    this.#values = all(figure, "[data-value]");
    this.#point = this.#coordinates.map((input) => Number(input.dataset.at));
    this.#listen();
  }

  /** Shows what is known of the frame that is shown, and asks for it if it is not known. */
  show(): void {
    const here = this.#known.get(this.#film.frame);
    one(this.#figure, ".hl-probe").classList.toggle("hl-stale", !here);
    if (!here) return this.#ask();
    this.#values.forEach((place, index) => {
      write(place, number(here[index] ?? Number.NaN, 4));
    });
  }

  receive({ point: [x1, x2], start, bytes }: Values): void {
    this.#asked = 0;
    if (x1 === this.#point[0] && x2 === this.#point[1]) {
      const all = new Float64Array(bytesOf(bytes).buffer);
      const each = this.#values.length;
      for (let at = 0; at < all.length; at += each) this.#known.set(start + at / each, all.subarray(at, at + each));
    }
    this.show();
  }

  /** The point under the cross, as shares of the plane's width and height. */
  get shares(): { across: number; down: number } {
    const [x1 = 0, x2 = 0] = this.#point;
    return { across: (x1 + this.#reach) / (2 * this.#reach), down: (this.#reach - x2) / (2 * this.#reach) };
  }

  moveUnder(event: MouseEvent): void {
    const { across, down } = shares(event, this.#plane);
    this.#moveTo([this.#reach * (2 * across - 1), this.#reach * (1 - 2 * down)]);
  }

  #listen(): void {
    const plane = this.#plane;
    plane.addEventListener("pointerdown", (event) => {
      this.#held = event.pointerType === "mouse" && event.button === 0 && reads(this.#figure);
      if (this.#held) plane.setPointerCapture(event.pointerId);
    });
    plane.addEventListener("pointermove", (event) => {
      if (this.#held) this.moveUnder(event);
    });
    plane.addEventListener("pointerup", () => this.#letGo());
    plane.addEventListener("pointercancel", () => this.#letGo());
    plane.addEventListener("keydown", (event) => this.#key(event));
    this.#figure.addEventListener("change", ({ target }) => {
      const isOurs = target instanceof HTMLInputElement && target.dataset.point;
      const axis = Number(isOurs);
      const typed = this.#coordinates[axis]?.valueAsNumber ?? Number.NaN;
      if (!isOurs || Number.isNaN(typed)) return;
      const point = [...this.#point];
      point[axis] = this.#units[axis]!.mine(typed);
      this.#moveTo(point, axis);
    });
  }

  #letGo(): void {
    if (this.#held) this.#known.clear();
    this.#held = false;
    this.show();
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by) return;
    const far = event.shiftKey ? 0.5 : 0.1;
    event.preventDefault();
    this.#moveTo(this.#point.map((at, axis) => at + far * (by[axis] ?? 0)));
  }

  /** typed: the coordinate that was typed and is not to be rounded. */
  #moveTo(point: number[], typed?: number): void {
    this.#point = point.map((x, axis) => {
      const inside = clamp(x, -this.#reach, this.#reach);
      return axis === typed ? inside : Number(inside.toFixed(2)) || 0;
    });
    this.#known = new Map();
    this.#coordinates.forEach((input, axis) => {
      const theirs = this.#units[axis]!.theirs(this.#point[axis]!);
      if (input.valueAsNumber !== theirs) input.value = String(theirs);
    });
    const side = one<SVGSVGElement>(this.#figure, ".hl-map > svg").viewBox.baseVal.width;
    const { across, down } = this.shares;
    this.#cross.setAttribute("transform", `translate(${(across * side).toFixed(1)} ${(down * side).toFixed(1)})`);
    this.show();
  }

  #ask(): void {
    if ((this.#asked && performance.now() - this.#asked < PATIENCE) || !this.#asking.mayAsk()) return;
    this.#asked = performance.now();
    whenIdle(() => {
      const half = this.#held ? 0 : Math.max(30, Math.floor(MOST_VALUES / this.#values.length));
      const [x1 = 0, x2 = 0] = this.#point;
      const [start, stop] = [Math.max(0, this.#film.frame - half), this.#film.frame + half + 1];
      this.#asking.ask("read", { version: this.#asking.version, x1, x2, start, stop });
    });
    setTimeout(() => this.#known.has(this.#film.frame) || this.show(), PATIENCE + 100);
  }
}
