// Who sits here. The browser keeps one progress for all pages of the platform's address; at a computer that several people use,
// each must find their own, and nobody another's score.

const OWNER = "hl-platform-learner";
const OURS = "hidden-layers-"; // what the book keeps begins so (client/progress/storage.ts)
const asideName = (learner: string) => `hl-platform-aside:${learner}:`;

/** Bring this learner's progress to where the book looks, and put that of whoever was here before aside. Throws where the
    browser keeps nothing, or there is no room. id: what the platform calls them; "" where it says nothing. */
export function seat(id: string, storage: Storage = localStorage): void {
  const learner = id ? nameless(id) : "";
  const before = storage.getItem(OWNER) ?? "";
  if (learner === before) return;
  const keys = Object.keys(storage);
  for (const key of keys) if (key.startsWith(OURS)) move(storage, key, asideName(before) + key);
  const own = asideName(learner);
  for (const key of keys) if (key.startsWith(own)) move(storage, key, key.slice(own.length));
  storage.setItem(OWNER, learner);
}

function move(storage: Storage, from: string, to: string): void {
  const value = storage.getItem(from);
  if (value === null) return;
  storage.removeItem(from); // there may be no room for two
  try {
    storage.setItem(to, value);
  } catch (error) {
    storage.setItem(from, value);
    throw error;
  }
}

/** A number that tells learners apart and does not name them (cyrb53). */
export function nameless(id: string): string {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (const letter of id) {
    const code = letter.codePointAt(0)!;
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & two) + (one >>> 0)).toString(36);
}
