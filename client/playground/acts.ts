/* What the reader did on the playground's stage and Python has not yet answered. An event that overtakes another on the
   way replaces it there, so acts are sent until they are heard, and nothing else is sent meanwhile. Each has a number, so
   that it counts once. */

import { isRunning } from "../streamlit.ts";

export type Deed =
  | { kind: "weight"; index: number; value: string; frame: number }
  | { kind: "point"; across: number; down: number; tool: number }
  | { kind: "ask"; what: string; frame: number };
export type Act = Deed & { serial: number };

/** The name of the event by which ears.ts hears of them. */
export const SAID = "hl-playground-act";

/** Acts by their numbers, until they are heard. */
export class Unheard {
  #acts: Act[] = [];
  #serial = 0;

  get isEmpty(): boolean {
    return this.#acts.length === 0;
  }

  get acts(): readonly Act[] {
    return this.#acts;
  }

  /** Numbers rise from one visit of the page to the next, which the clock sees to. */
  add(deed: Deed, now = Date.now()): void {
    this.#serial = Math.max(this.#serial + 1, now);
    this.#acts.push({ ...deed, serial: this.#serial });
  }

  /** Python has heard all up to this number. */
  hear(serial: number): void {
    this.#acts = this.#acts.filter((one) => one.serial > serial);
  }
}

export const unheard = new Unheard();

export function act(deed: Deed): void {
  unheard.add(deed);
  send();
}

function send(again = 1500): void {
  if (unheard.isEmpty) return;
  document.dispatchEvent(new CustomEvent(SAID, { detail: unheard.acts }));
  // A slow answer must not be interrupted for ever by asking again: wait until Python is at rest, and longer each time.
  setTimeout(() => whenIdle(() => send(2 * again)), again);
}

/** Streamlit may lose what it is told while it still draws what it was told before. */
export function whenIdle(go: () => void): void {
  setTimeout(isRunning() ? () => whenIdle(go) : go, 15);
}
