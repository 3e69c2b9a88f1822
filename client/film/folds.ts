import { all } from "../dom.ts";

/** What is unfolded in a mount now; the function that is returned unfolds the same in what then stands there. */
export function folds(mount: HTMLElement): () => void {
  const open = all(mount, "details[open] > summary").map((summary) => summary.textContent);
  return () => {
    for (const summary of all(mount, "details > summary")) {
      if (open.includes(summary.textContent)) (summary.parentElement as HTMLDetailsElement).open = true;
    }
  };
}
