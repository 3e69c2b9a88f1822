/* Plays the dial of a film that runs. */

import { all } from "../dom.ts";
import type { Frames } from "./frames.ts";

// While more positions are computed, the film runs at most as fast as they come: it slows down rather than halts.
const QUEUE = 0.4; // seconds

export class Player {
  readonly runs: number; // the dial; not a number where nothing plays
  readonly #figure: HTMLElement;
  readonly #frames: Frames;
  readonly #set: (dial: number, position: number) => void;
  readonly #controls: HTMLElement | null;
  readonly #button: HTMLElement | null;
  readonly #speed: HTMLSelectElement | null;
  #timer = 0;

  constructor(figure: HTMLElement, frames: Frames, set: (dial: number, position: number) => void) {
    this.#figure = figure;
    this.#frames = frames;
    this.#set = set;
    this.#controls = figure.querySelector<HTMLElement>("[data-player]");
    this.runs = this.#controls ? Number(this.#controls.dataset.player) : Number.NaN;
    this.#button = this.#controls?.querySelector<HTMLElement>('[data-act="play"]') ?? null;
    this.#speed = this.#controls?.querySelector<HTMLSelectElement>("[data-speed]") ?? null;
  }

  get isPlaying(): boolean {
    return this.#timer !== 0;
  }

  play(): void {
    if (this.#isAtEnd && !this.#isGrowing) this.#set(this.runs, 0);
    if (this.#button) this.#button.textContent = "Pause";
    let [last, due] = [performance.now(), 0];
    const tick = (now: number) => {
      if (!this.#figure.isConnected) return this.stop();
      due += ((now - last) * this.#pace()) / 1000;
      last = now;
      const whole = Math.floor(due);
      due -= whole;
      if (whole && !this.#isAtEnd) this.#set(this.runs, this.#now + whole);
      if (this.#isAtEnd && !this.#isGrowing) return this.stop();
      this.#timer = requestAnimationFrame(tick);
    };
    this.#timer = requestAnimationFrame(tick);
  }

  stop(): void {
    // Said by page_repairs.ts to those who do not see where it stopped.
    if (this.#timer && this.#controls) {
      const name = this.#controls.getAttribute("aria-label")?.split(":")[0] ?? "";
      const facts = all(this.#figure, "[data-facts] :is(dt, dd)").map((part) => part.textContent);
      this.#controls.dataset.announce = [`${name}: ${this.#frames.label(this.runs)}`, ...facts].join(" ");
    }
    cancelAnimationFrame(this.#timer);
    this.#timer = 0;
    if (this.#button) this.#button.textContent = "▶ Play";
  }

  /** One of the buttons: first, back, play, next. */
  act(name: string): void {
    if (name === "play" && !this.isPlaying) return this.play();
    this.stop();
    if (name === "first") this.#set(this.runs, 0);
    if (name === "back") this.#set(this.runs, this.#now - 1);
    if (name === "next") this.#set(this.runs, this.#now + 1);
  }

  get #now(): number {
    return this.#frames.at(this.runs);
  }

  get #isAtEnd(): boolean {
    return this.#now >= this.#frames.size(this.runs) - 1;
  }

  /** More positions are on their way. */
  get #isGrowing(): boolean {
    return this.#figure.dataset.growing !== undefined;
  }

  /** Positions a second. */
  #pace(): number {
    const ahead = Math.max(this.#frames.size(this.runs) - 1 - this.#now, 0.5);
    return Math.min(Number(this.#speed?.value), this.#isGrowing ? ahead / QUEUE : Infinity);
  }
}
