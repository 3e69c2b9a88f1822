/* A plane without points: there is nothing to play yet. */

import { around, one } from "../dom.ts";
import { isLive, type Tell } from "../streamlit.ts";
import { act } from "./acts.ts";
import { shares, toolOf } from "./plane.ts";
import type { Kept } from "./stage.ts";

export class EmptyPlane {
  readonly version: number;
  tell: Tell = () => {};
  readonly #kept: Kept | undefined;

  /** kept: what was left of the stage that stood here, for the one that comes. */
  constructor(mount: HTMLElement, version: number, kept: Kept | undefined) {
    this.version = version;
    this.#kept = kept;
    const figure = one(mount, ".hl-figure");
    figure.addEventListener("click", (event) => {
      const plane = around(event, "[data-plane]");
      if (!plane || !isLive(plane)) return;
      act({ kind: "point", ...shares(event, plane), tool: Number(toolOf(figure)) });
    });
  }

  receive(): void {}

  leave(): Kept | undefined {
    return this.#kept;
  }
}
