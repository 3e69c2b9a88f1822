/* What is typed is in the browser's storage at once, until Python has kept it. */

import { DRAFTS } from "../progress/storage.ts";

export interface Draft {
  text: string;
  /** It was to be run, but Python was not there yet. */
  waiting?: boolean | undefined;
  /** How many runs had been answered when this one began; missing where none had begun. */
  answered?: number | undefined;
  /** The edition that was changed, and when. */
  original?: string;
  at?: number;
}

const unstored = new Map<string, string>(); // the same, for as long as the page is open: the browser may forbid storage

export function keepDraft(name: string, original: string, draft: Draft): void {
  const text = JSON.stringify({ ...draft, original, at: Date.now() });
  unstored.set(name, text);
  stored((store) => store.setItem(DRAFTS + name, text));
}

/** The draft of this edition; null for one that was typed for an earlier edition's text, or before a reader began anew. */
export function readDraft(name: string, original: string, begun: number): Draft | null {
  const draft = parsed(stored((store) => store.getItem(DRAFTS + name)) ?? unstored.get(name));
  if (!draft) return null;
  if ((draft.original ?? original) === original && (draft.at ?? 0) >= begun) return draft;
  dropDraft(name);
  return null;
}

export function dropDraft(name: string): void {
  unstored.delete(name);
  stored((store) => store.removeItem(DRAFTS + name));
}

/** The browser may hold something else under that name; then there is no draft. */
export function parsed(text: string | null | undefined): Draft | null {
  try {
    const draft: unknown = JSON.parse(text ?? "null");
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

function isDraft(draft: unknown): draft is Draft {
  return typeof draft === "object" && draft !== null && "text" in draft && typeof draft.text === "string";
}

/** The browser may forbid storage. */
function stored<T>(use: (store: Storage) => T): T | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
