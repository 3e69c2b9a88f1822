// What the book itself keeps (widgets/progress/json_file.py), as far as it counts.

import type { State, Tried } from "./state.ts";

/** A question or an exercise that counts: the kind and name under which the book keeps it, and its mark. */
export type Item = readonly [kind: "answers" | "exercises", name: string, mark: string];

interface Kept {
  right?: unknown;
  solved?: unknown;
  tries?: unknown;
}

/** text: the progress file; what is damaged in it counts as not there. */
export function stateOf(text: string | null, items: readonly Item[]): State {
  const kinds = kindsOf(text);
  const state = new Map<string, Tried>();
  for (const [kind, name, mark] of items) {
    const table = kinds[kind];
    const kept = table && Object.hasOwn(table, name) ? table[name] : undefined;
    if (typeof kept !== "object" || kept === null) continue;
    const tries = Array.isArray(kept.tries) ? kept.tries.length : kind === "answers" ? 1 : 0;
    const solved = (kind === "answers" ? kept.right : kept.solved) === true;
    if (solved || tries) state.set(mark, { solved, tries });
  }
  return state;
}

function kindsOf(text: string | null): Partial<Record<string, Record<string, Kept | null>>> {
  try {
    const { kinds } = JSON.parse(text ?? "{}");
    return typeof kinds === "object" && kinds !== null ? kinds : {};
  } catch {
    return {};
  }
}

/** How many of the items are solved. */
export function solvedOf(state: State, items: readonly Item[]): number {
  return items.filter(([, , mark]) => state.get(mark)?.solved).length;
}
