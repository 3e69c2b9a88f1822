/* Plays a film. Python computed every frame (widgets/drawing/film.py); this puts the values of the chosen setting of the
   dials in their places: texts, attributes and heat maps. It computes nothing that is shown. */

import { all, around, dataOf, one } from "../dom.ts";
import { type FilmData, Frames } from "./frames.ts";
import { Player } from "./player.ts";
import { pair, Screen } from "./screen.ts";
import { enlivenSketches } from "./sketch.ts";

// What has begun by itself, by the name of its figure: in the page that Streamlit draws it goes on where it is.
const begun = new Map<string, Film>();

export class Film {
  readonly frames: Frames;
  readonly player: Player;
  readonly #screen: Screen;

  /** before: the film that stood here, whose dials are kept where the new film has the same positions. */
  constructor(figure: HTMLElement, before?: Film) {
    const data: FilmData = JSON.parse(one(figure, "[data-film]").textContent ?? "");
    const name = figure.dataset.autoplay === undefined ? undefined : (figure.getAttribute("aria-label") ?? "");
    const earlier = before ?? (name === undefined ? undefined : begun.get(name));
    this.frames = new Frames(data, placeOf(data, figure, earlier));
    this.#screen = new Screen(figure, this.frames);
    this.player = new Player(figure, this.frames, (dial, position) => this.set(dial, position));
    this.#listen(figure);
    enlivenSketches(figure);
    for (const controls of all(figure, ".hl-dials")) controls.hidden = false;
    this.draw();
    if (name === undefined || before) return;
    begun.set(name, this);
    this.#playWhenSeen(figure, this.frame);
  }

  /** The place and the number of the first dial's positions: what the playground plays. */
  get frame(): number {
    return this.frames.at(0);
  }

  get count(): number {
    return this.frames.size(0);
  }

  draw(): void {
    this.#screen.draw();
  }

  set(dial: number, position: number): void {
    this.frames.move(dial, position);
    this.draw();
  }

  /** More positions of the first dial. */
  extend(more: FilmData): void {
    this.frames.extend(more);
    this.#screen.lengthenDials();
    this.draw();
  }

  /** Once, unless less motion is asked for or the reader was faster. */
  #playWhenSeen(figure: HTMLElement, start: number): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        seen.disconnect();
        if (!this.player.isPlaying && this.frame === start && start < this.count - 1) this.player.play();
      },
      { threshold: 0.6 },
    );
    seen.observe(figure);
  }

  #listen(figure: HTMLElement): void {
    figure.addEventListener("toggle", () => this.draw(), true);
    figure.addEventListener("input", ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.dataset.dial === undefined) return;
      const dial = Number(target.dataset.dial);
      if (dial === this.player.runs) this.player.stop();
      this.set(dial, Number(target.value));
    });
    figure.addEventListener("click", (event) => {
      const button = around(event, "button, [data-pick]");
      if (button) this.#press(button);
    });
    figure.addEventListener("keydown", (event) => this.#key(event));
  }

  #press(button: HTMLElement): void {
    const { act, pick, jump } = button.dataset;
    if (act) this.player.act(act);
    if (pick) this.set(...pair(pick));
    if (jump) {
      this.player.stop();
      this.set(this.player.runs, Number(this.frames.value(jump)));
    }
  }

  /** The arrows go round a group of buttons. */
  #key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const { pick } = dataOf(event);
    if (!by || !pick) return;
    event.preventDefault();
    const [dial, mine] = pair(pick);
    const size = this.frames.size(dial);
    this.set(dial, (mine + by + size) % size);
    this.#screen.picks.find((button) => button.dataset.pick === `${dial}:${this.frames.at(dial)}`)?.focus();
  }
}

/** Where each dial stands at first. */
function placeOf({ sizes, labels }: FilmData, figure: HTMLElement, before?: Film): number[] {
  const dials = all<HTMLInputElement>(figure, "[data-dial]");
  return sizes.map((_, dial) => {
    const same = before && before.frames.labels[dial]?.join() === labels[dial]?.join();
    if (same) return before.frames.at(dial);
    const slider = dials.find((input) => Number(input.dataset.dial) === dial);
    if (slider) return Number(slider.value);
    return all(figure, "[data-pick]")
      .filter((button) => button.dataset.pick?.startsWith(`${dial}:`))
      .findIndex((button) => button.getAttribute("aria-checked") === "true");
  });
}
