// Which questions and exercises are solved, after how many tries: as the platform keeps it from visit to visit. SCORM 1.2 has
// room for 4096 characters. Each thing that was tried takes five: four that stand for its name, and one for what came of it.

export interface Tried {
  solved: boolean;
  tries: number;
}
export type State = ReadonlyMap<string, Tried>; // by the mark of the question or exercise

export const MOST = 4096; // characters
const FORM = "HL1.";
const EACH = 5; // characters
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const MOST_TRIES = 31;

/** marks: four letters each. What finds no room is left out, what is not solved first. */
export function encode(state: State): string {
  const entries = [...state].sort(([a, one], [b, two]) => Number(two.solved) - Number(one.solved) || (a < b ? -1 : 1));
  const room = Math.floor((MOST - FORM.length) / EACH);
  const written = entries.slice(0, room).map(([mark, { solved, tries }]) => {
    return mark + LETTERS[(solved ? MOST_TRIES + 1 : 0) + Math.min(tries, MOST_TRIES)];
  });
  return FORM + written.join("");
}

/** What another program, or another form of this, has written is as if nothing were there. */
export function decode(text: string): State {
  const state = new Map<string, Tried>();
  if (!text.startsWith(FORM)) return state;
  for (const [, mark, letter] of text.slice(FORM.length).matchAll(/([\w-]{4})([\w-])/g)) {
    const value = LETTERS.indexOf(letter!);
    state.set(mark!, { solved: value > MOST_TRIES, tries: value % (MOST_TRIES + 1) });
  }
  return state;
}

/** What was solved once stays solved; tries do not add up, for both may tell of the same. */
export function merged(one: State, two: State): State {
  const both = new Map(one);
  for (const [mark, { solved, tries }] of two) {
    const before = both.get(mark);
    both.set(mark, { solved: solved || before?.solved === true, tries: Math.max(tries, before?.tries ?? 0) });
  }
  return both;
}
