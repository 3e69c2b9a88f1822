// What the page's head has made before these scripts run (site_builder/render/pages.py), and what they add.

import type { FromWorker } from "../messages.ts";
import type { Kernel } from "../upstream/stlite.ts";

interface Site {
  /** The site's root, and below it the folders of the interpreter and of Streamlit, and the archive of the book. */
  root: string;
  python: string;
  stlite: string;
  app: string;
  /** Where that is with which Streamlit draws this page; one of each kind of its elements; all that the start fetches. */
  parts: string[];
  samples: string[];
  files: string[];
  /** The folder of what first acts change. */
  rehearsed: string;
  /** The page is shown: read to its end, with its fonts. */
  seen: Promise<unknown>;
  /** What the worker said before boot.ts was there to listen. */
  heard: FromWorker[];
  broken?: ErrorEvent;
  begin(): void;
  begun?: Promise<void>;
  worker: Worker;
  kernel?: Kernel;
  /** What the figures' scripts were told last (figures.ts). */
  shown?: WeakMap<HTMLElement, Record<string, unknown>>;
  /** What the reader's last act waits for. */
  asked?: Promise<unknown>;
  /** Of early.ts. */
  prepare(app: HTMLElement, idle: () => Promise<void>): Promise<boolean>;
  replay(app: HTMLElement, focused: Element | null, idle: () => Promise<void>): Promise<void>;
  focusable(element: HTMLElement, app: HTMLElement): HTMLElement | null | undefined;
  sleep(): void;
}

interface Watch {
  say(problem: unknown): void;
  booted(): void;
  /** What this browser cannot do and Python needs, as a sentence without its stop; "" if nothing is missing. */
  lacking: string;
}

declare global {
  const site: Site;
  var watch: Watch;
}
