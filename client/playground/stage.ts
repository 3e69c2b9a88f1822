/* The playground's stage: a film that Python continues while it plays, with weights to choose and points to set. Every
   number and colour comes from Python; what the reader does goes there. */

import { all, around, dataOf, isOn, one } from "../dom.ts";
import { Film } from "../film/film.ts";
import { isLive, type Tell } from "../streamlit.ts";
import { act, type Deed, unheard, whenIdle } from "./acts.ts";
import { LossTable } from "./loss_table.ts";
import { Maps } from "./maps.ts";
import type { Ask, Data } from "./messages.ts";
import { reads, shares, toolOf } from "./plane.ts";
import { Probe } from "./probe.ts";
import { Weights } from "./weights.ts";

const PATIENCE = 2500; // milliseconds until something is asked for again
const RESTING = 350; // milliseconds on one frame until Python hears of it
const FEW = 5; // frames that are always there beyond the one shown, to step into

/** Choices of the reader that Python need not know, for the stage that comes after this one. */
export interface Kept {
  playing: boolean;
  chosen: string;
  speed: string;
  toggles: Record<string, boolean>;
  typed?: string;
  tool?: string;
}

const wantsStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Stage {
  readonly version: number;
  tell: Tell = () => {};
  readonly #figure: HTMLElement;
  readonly #film: Film;
  readonly #weights: Weights;
  readonly #maps: Maps;
  readonly #probe: Probe;
  readonly #table: LossTable;
  readonly #speed: HTMLSelectElement;
  readonly #field: HTMLInputElement; // the value of the chosen weight
  readonly #along: HTMLElement[]; // what moves along the loss curve
  #goal: number; // the frame to show as soon as it is there
  #playsAtGoal: boolean;
  #complete = false;
  #asked = 0; // when more frames were asked for; 0: not waiting
  #told: number; // the frame that Python knows to be shown
  #resting: ReturnType<typeof setTimeout> | undefined;
  #sent = ""; // the value that was last set here

  constructor(figure: HTMLElement, data: Data, before?: Kept) {
    const playing = before?.playing || data.play;
    // A film that plays begins anew, unless its history up to the frame shown is still the same.
    const anew = playing && !data.goes_on;
    this.version = data.version;
    this.#figure = figure;
    this.#film = new Film(figure);
    this.#weights = new Weights(figure, this.#film);
    this.#maps = new Maps(figure, this.#film);
    this.#table = new LossTable(figure, this.#film.frames);
    this.#probe = new Probe(figure, this.#film, { version: data.version, ask: this.#ask, mayAsk: () => this.#mayAsk });
    this.#speed = one<HTMLSelectElement>(figure, "[data-speed]");
    this.#field = one<HTMLInputElement>(figure, "[data-set]");
    this.#along = all(figure, "[data-along]");
    this.#goal = anew ? 0 : data.goal;
    this.#told = data.goal;
    this.#playsAtGoal = playing && this.#goal > this.#film.frame;
    this.#listen();
    this.#restore(before);
    if (anew) this.#film.set(0, 0);
    if (data.play && before) this.#comeIntoView();
    this.#follow();
    if (playing && !this.#playsAtGoal) this.#play();
  }

  receive(now: Data): void {
    if (now.more && now.start === this.#film.count) {
      this.#asked = 0;
      this.#film.extend(now.more);
      for (const slot of all(this.#figure, "[data-slot]")) slot.innerHTML = now.slots[slot.dataset.slot ?? ""] ?? "";
      this.#table.write();
    }
    if (now.values) this.#probe.receive(now.values);
    else this.#probe.show();
    this.#complete = now.total === this.#film.count;
    if (this.#complete) delete this.#figure.dataset.growing;
    else this.#figure.dataset.growing = "";
    if (!this.#film.player.isPlaying && this.#goal > this.#film.frame) this.#film.set(0, this.#goal);
    if (this.#goal && (this.#complete || this.#goal <= this.#film.frame)) {
      this.#goal = 0; // arrived
      if (this.#playsAtGoal) this.#play();
    }
    this.#askForMore();
  }

  leave(): Kept {
    const toggles = this.#toggles.map((box) => [box.dataset.toggle ?? "", box.checked] as const);
    const kept: Kept = {
      playing: this.#film.player.isPlaying || this.#playsAtGoal,
      chosen: this.#weights.choice.value,
      speed: this.#speed.value,
      toggles: Object.fromEntries(toggles),
    };
    if (this.#field.value !== this.#sent) kept.typed = this.#field.value; // it was written while Python answered
    const tool = toolOf(this.#figure);
    if (tool !== undefined) kept.tool = tool;
    this.#film.player.stop();
    clearTimeout(this.#resting);
    return kept;
  }

  // --- Python --------------------------------------------------------------------------------------------------------

  readonly #ask: Ask = (name, request) => this.tell(name, request);

  /** Acts of the reader go first. */
  get #mayAsk(): boolean {
    return unheard.isEmpty && this.#figure.isConnected;
  }

  #askForMore(): void {
    const ahead = this.#film.player.isPlaying ? 2 * Number(this.#speed.value) : FEW;
    const wanted = Math.max(this.#film.frame + ahead, this.#goal);
    const waiting = this.#asked && performance.now() - this.#asked < PATIENCE;
    if (this.#complete || waiting || this.#film.count > wanted || !this.#mayAsk) return;
    this.#asked = performance.now();
    const request = { version: this.version, have: this.#film.count, until: wanted + 1 };
    whenIdle(() => this.#ask("more", request));
    setTimeout(() => this.#askForMore(), PATIENCE + 100); // an answer that never came is asked for again
  }

  /** The reader looks at this frame now. */
  #rest(): void {
    const now = this.#film.frame;
    if (this.#film.player.isPlaying || !this.#mayAsk || this.#goal > now || now === this.#told) return;
    this.#told = now;
    this.#ask("rest", { version: this.version, frame: now });
  }

  /** On the static site, what is done before Python is there is done once more when it is (page/early.ts). */
  #act(deed: Deed): void {
    if (isLive(this.#figure)) act(deed);
  }

  /** What comes after this frame will be another history: the film waits for it, and then goes on. */
  #halt(): void {
    this.#playsAtGoal ||= this.#film.player.isPlaying;
    this.#film.player.stop();
  }

  // --- the film --------------------------------------------------------------------------------------------------------

  /** What follows the film besides its own texts and heat maps. */
  #follow(): void {
    this.#weights.follow();
    this.#probe.show();
    const share = this.#film.count > 1 ? this.#film.frame / (this.#film.count - 1) : 1;
    for (const element of this.#along) element.style.left = `${100 * share}%`;
    this.#askForMore();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#rest(), RESTING);
  }

  #play(): void {
    this.#playsAtGoal = false;
    if (wantsStillness()) return;
    this.#figure.dataset.growing = "";
    this.#film.player.play();
  }

  /** A button far below set this up. */
  #comeIntoView(): void {
    this.#figure.scrollIntoView({ block: "center", behavior: wantsStillness() ? "auto" : "smooth" });
  }

  // --- the reader --------------------------------------------------------------------------------------------------------

  #listen(): void {
    const figure = this.#figure;
    figure.addEventListener("hl-draw", () => this.#follow());
    figure.addEventListener("click", (event) => this.#click(event));
    figure.addEventListener("keydown", (event) => this.#key(event));
    figure.addEventListener("change", ({ target }) => {
      if (target === this.#weights.choice) this.#weights.choose(this.#weights.choice.value);
      if (target instanceof HTMLInputElement && target.dataset.toggle) this.#toggle(target);
    });
    figure.addEventListener("input", (event) => {
      if (dataOf(event).dial) this.#goal = 0; // the reader has gone elsewhere
    });
  }

  #click(event: MouseEvent): void {
    const mark = around(event, "[data-weight]");
    if (mark) {
      this.#weights.choose(mark.dataset.weight ?? "");
      this.#field.focus();
    }
    if (around(event, "[data-act]")) this.#goal = 0;
    const what = around(event, "[data-ask]")?.dataset.ask;
    if (what) this.#act({ kind: "ask", what, frame: this.#film.frame });
    if (what?.startsWith("undo")) this.#halt();
    if (around(event, "[data-set-weight]")) this.#setWeight();
    const plane = around(event, "[data-plane]");
    if (!plane) return;
    if (reads(this.#figure)) this.#probe.moveUnder(event);
    else this.#setPoint(shares(event, plane));
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    if (isOn(event, "[data-set]")) this.#setWeight();
    if (isOn(event, "[data-plane]") && !reads(this.#figure)) this.#setPoint(this.#probe.shares);
  }

  #setPoint(place: { across: number; down: number }): void {
    this.#act({ kind: "point", ...place, tool: Number(toolOf(this.#figure)) });
  }

  #setWeight(): void {
    const value = this.#field.value;
    if (value === "") return;
    this.#sent = value;
    this.#act({ kind: "weight", index: Number(this.#weights.choice.value), value, frame: this.#film.frame });
    this.#halt();
  }

  get #toggles(): HTMLInputElement[] {
    return all<HTMLInputElement>(this.#figure, "[data-toggle]");
  }

  #toggle(box: HTMLInputElement): void {
    const name = box.dataset.toggle ?? "";
    this.#figure.classList.toggle(name, box.checked);
    if (name === "hl-decide") this.#maps.decides = box.checked;
    this.#film.draw();
  }

  /** As the reader left it. */
  #restore(before?: Kept): void {
    const choice = this.#weights.choice;
    if (before && Number(before.chosen) < this.#weights.count) choice.value = before.chosen;
    if (before) this.#speed.value = before.speed;
    if (before?.typed) this.#field.value = before.typed;
    const tool = before?.tool && `[name="hl-own-tool"][value="${before.tool}"]`;
    const box = tool ? this.#figure.querySelector<HTMLInputElement>(tool) : null;
    if (box) box.checked = true;
    for (const toggle of this.#toggles) {
      toggle.checked = before?.toggles[toggle.dataset.toggle ?? ""] ?? toggle.checked;
      this.#toggle(toggle);
    }
    this.#weights.choose(choice.value);
  }
}
