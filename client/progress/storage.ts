/* The browser's storage, which all pages of the book share. */

export const KEY = "hidden-layers-progress";
export const DRAFTS = "hidden-layers-draft:"; // of the code editors
const ASIDE = `${KEY}-unreadable`;
const ASKED = `${KEY}-persist-asked`;

/** Under a name of its own; nothing that was put aside before is lost. Throws where there is no room for it. */
export function putAside(text: string, storage: Storage = localStorage): void {
  if (storage.getItem(KEY) !== text) return;
  const isTaken = (name: string) => storage.getItem(name) !== null && storage.getItem(name) !== text;
  let name = ASIDE;
  for (let number = 2; isTaken(name); number++) name = `${ASIDE}-${number}`;
  storage.removeItem(KEY); // there may be no room for two
  try {
    storage.setItem(name, text);
  } catch (error) {
    storage.setItem(KEY, text);
    throw error;
  }
}

/** Asks the browser, once, not to throw the book's storage away when the disk gets full. */
export async function persist(): Promise<void> {
  try {
    if (localStorage.getItem(ASKED) || !navigator.storage?.persist) return;
    localStorage.setItem(ASKED, "1");
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {} // it was only a wish
}
