// The learning platform's side of SCORM: an object in a window above this one, with the functions that the standard names.

export type Version = "1.2" | "2004";
export type Api = Record<string, (...given: string[]) => unknown>;

/** By its name in each version: the object, its functions and what they say when it has been opened before. */
const NAMES = {
  "1.2": { api: "API", prefix: "LMS", close: "Finish", opened: "101" },
  "2004": { api: "API_1484_11", prefix: "", close: "Terminate", opened: "103" },
};
const HIGHEST = 500; // windows; the standard bounds the search, since a parent may name itself

/** The object of the nearest window above; else of the window that opened this one, or the outermost, and those above it. */
export function findApi(from: Window, version: Version): Api | null {
  const { api } = NAMES[version];
  return above(from, api) ?? above(openerOf(from), api) ?? above(openerOf(topOf(from)), api);
}

function above(from: Window | null, name: string): Api | null {
  let window = from;
  for (let height = 0; window && height <= HIGHEST; height++) {
    const found = apiIn(window, name);
    if (found || window.parent === window) return found;
    window = window.parent;
  }
  return null;
}

/** A window of another origin throws where it is asked. */
function apiIn(window: Window, name: string): Api | null {
  try {
    return (window as unknown as Record<string, Api | undefined>)[name] ?? null;
  } catch {
    return null;
  }
}

function openerOf(window: Window | null): Window | null {
  try {
    return (window?.opener as Window | null) ?? null;
  } catch {
    return null;
  }
}

function topOf(window: Window): Window | null {
  try {
    return window.top;
  } catch {
    return null;
  }
}

/** A conversation with the platform. Nothing here throws: what goes wrong is told once, and the book goes on without it. */
export class Platform {
  readonly version: Version;
  /** What went wrong first, as a part of a sentence; "" if nothing did. */
  trouble = "";
  /** Milliseconds that the slowest answer took: the page waits meanwhile. */
  slowest = 0;
  readonly #api: Api;
  readonly #sent = new Map<string, string>();

  constructor(api: Api, version: Version) {
    this.#api = api;
    this.version = version;
  }

  /** Returns whether the platform takes part. */
  open(): boolean {
    if (this.#succeeds("Initialize", "")) return true;
    const reopened = this.#code() === NAMES[this.version].opened;
    if (reopened) this.trouble = "";
    return reopened;
  }

  get(element: string): string {
    const value = this.#call("GetValue", element);
    return value === undefined || value === null ? "" : String(value);
  }

  /** What the platform has already is not sent again. Returns whether something was. */
  set(element: string, value: string): boolean {
    if (this.#sent.get(element) === value) return false;
    if (this.#succeeds("SetValue", element, value)) this.#sent.set(element, value);
    return true;
  }

  commit(): boolean {
    return this.#succeeds("Commit", "");
  }

  close(): boolean {
    return this.#succeeds(NAMES[this.version].close, "");
  }

  #succeeds(name: string, ...given: string[]): boolean {
    const answer = this.#call(name, ...given);
    if (answer === true || answer === "true" || answer === 1) return true;
    this.trouble ||= `it answered “${name}${given[0] ? ` ${given[0]}` : ""}” with ${this.#reason(answer)}`;
    return false;
  }

  #call(name: string, ...given: string[]): unknown {
    const began = performance.now();
    try {
      const whole = NAMES[this.version].prefix + name;
      return this.#api[whole]!(...given); // called on its object, which may use it
    } catch (error) {
      // An error of another window is no Error of this one's.
      this.trouble ||= `its function ${name} failed (${(error as Error | undefined)?.message ?? String(error)})`;
      return undefined;
    } finally {
      this.slowest = Math.max(this.slowest, performance.now() - began);
    }
  }

  #code(): string {
    return String(this.#call("GetLastError") ?? "");
  }

  #reason(answer: unknown): string {
    const code = this.#code();
    const words = code && code !== "0" ? String(this.#call("GetErrorString", code) ?? "") : "";
    return `error ${code || String(answer)}${words ? `: ${words}` : ""}`;
  }
}
