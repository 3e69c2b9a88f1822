// Says what a start is waiting for when nothing has moved for a while: a filter that holds a file back says nothing itself.

export const LONG = 20_000; // ms

export class Patience {
  #files = ["worker.js"]; // the first that is to come; it names the others
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #say: (words: string) => void;
  readonly #long: number;

  /** say: show these words, or nothing more if they are empty. */
  constructor(say: (words: string) => void, long = LONG) {
    this.#say = say;
    this.#long = long;
  }

  /** Something has moved. files: what is still on its way, if that is said. */
  moved(files = this.#files): void {
    this.#files = files;
    this.end();
    this.#timer = setTimeout(() => this.#say(this.#words()), this.#long);
  }

  /** There is nothing more to wait for. */
  end(): void {
    clearTimeout(this.#timer);
    this.#say("");
  }

  #words(): string {
    if (!this.#files.length) return "Python is preparing its first page; this machine takes long for it.";
    return `Still waiting for ${this.#files.join(", ")}: the line is slow, or a network filter holds it back.`;
  }
}
