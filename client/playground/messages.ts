/* What Python tells the playground's stage (widgets/playground/shell.py), and what the stage asks for. */

import type { FilmData } from "../film/frames.ts";

export interface Values {
  point: [x1: number, x2: number];
  /** The frame of the first values. */
  start: number;
  /** Of all neurons in one frame after the other: numbers of 8 bytes, in Base64. */
  bytes: string;
}

/** What a plane without points comes with, and every other picture too. */
export interface Picture {
  /** The whole of it; "" where Python believes that it is here. */
  html: string;
  /** Of the picture; another one is another film. */
  version: number;
  /** The number of the last act of the reader that was heard. */
  heard: number;
}

export interface Data extends Picture {
  /** The frame to show. */
  goal: number;
  play: boolean;
  /** The history up to the frame shown is the same as before. */
  goes_on: boolean;
  /** How many frames the film has when it is complete; null while it is not. */
  total: number | null;
  /** Where more frames begin, what they are, and what then stands in the slots of the page. */
  start: number;
  more: FilmData | null;
  slots: Record<string, string>;
  values: Values | null;
}

export interface Requests {
  more: { version: number; have: number; until: number };
  rest: { version: number; frame: number };
  read: { version: number; x1: number; x2: number; start: number; stop: number };
}

export type Ask = <Name extends keyof Requests>(name: Name, request: Requests[Name]) => void;
