/* What opens at a page's end: how the page is cited. */

import { bibtexOf, citedOf, sentenceOf } from "./citation.ts";
import { element, field, openCard } from "./dialog.ts";

export function open(): void {
  const cited = citedOf(document.title, location.href, new Date());
  const local =
    "This copy of the book is on your own machine, so no address is given. Add that of the copy that others read.";
  openCard(
    "Cite this page",
    "Cite this page",
    [
      ...field("In words", sentenceOf(cited)),
      ...field("BibTeX", bibtexOf(cited)),
      ...(cited.url ? [] : [element("p", local)]),
    ],
    [],
  );
}
