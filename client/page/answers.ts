// What the worker says: the steps of the start, what keeps it from starting, and Python's answers.

import type { FromWorker } from "../messages.ts";
import type { Kernel } from "../upstream/stlite.ts";

interface Listener {
  giveUp(reason: unknown): void;
  /** As many steps of the start are done: those of loader.ts, then stlite's. */
  step(steps: number): void;
  /** These files are still on their way. */
  waiting(files: string[]): void;
}

export class Answers {
  /** Streamlit, as soon as it is there. */
  kernel: Pick<Kernel, "handleWebSocketMessage"> | undefined;
  /** How often Python has answered: each is a run of the page or of a part of it. */
  count = 0;
  #steps = 0;
  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** heard, broken: what the worker said, or how it broke, before this was there. */
  listen(worker: EventTarget, heard: FromWorker[], broken?: ErrorEvent): void {
    for (const message of heard) this.hear(message);
    if (broken) this.#break(broken);
    worker.addEventListener("message", (event) => this.hear((event as MessageEvent<FromWorker>).data));
    worker.addEventListener("error", (event) => this.#break(event));
  }

  hear(message: FromWorker): void {
    switch (message.type) {
      case "book:step":
      case "event:loadProgress":
        this.#steps += 1;
        this.#listener.step(this.#steps);
        break;
      case "book:waiting":
        this.#listener.waiting(message.files);
        break;
      case "book:failed":
        this.#listener.giveUp(message.reason);
        break;
      case "book:messages":
        if (!this.count) performance.mark("book:answered"); // as every step of the start
        // All in one task, so that React draws once (the patch one_letter).
        for (const payload of message.payloads) this.kernel?.handleWebSocketMessage?.(payload);
        this.count += 1;
        break;
    }
  }

  #break(event: Event): void {
    const message = "message" in event ? event.message : undefined;
    this.#listener.giveUp(message ?? "A file that Python starts with could not be fetched");
  }
}
