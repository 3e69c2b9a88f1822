/* A browser that translates a page wraps its words in <font>, or puts a <font> in their place, and React hears nothing of
   it. React then takes away, or inserts before, a node that is no longer there, and its whole page is lost. So what React
   says of a node is done to what stands in its place. https://github.com/facebook/react/issues/11538 */

const inPlaceOf = new WeakMap<Node, Node>(); // words that were taken out of the page -> what was put there

/** What stands in `parent` for one of its children: the child itself, what is around it now, or what replaced it. */
export function standsFor(child: Node, parent: Node): Node | null {
  let at: Node | null = child.parentNode ? child : (inPlaceOf.get(child) ?? child);
  while (at && at.parentNode !== parent) at = at.parentNode;
  return at;
}

function notice(records: MutationRecord[]): void {
  for (const { removedNodes, addedNodes } of records) {
    const font = [...addedNodes].find((node) => node instanceof Element && node.localName === "font");
    for (const node of removedNodes) if (font && node instanceof Text) inPlaceOf.set(node, font);
  }
}

const MARK = Symbol.for("hidden-layers: translated pages");

/** Begin; once for a page, whoever else has begun. */
export function bearTranslation(): void {
  const prototype = Node.prototype as Node & { [MARK]?: true };
  if (prototype[MARK]) return;
  prototype[MARK] = true;
  const { removeChild, insertBefore } = prototype;
  prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    if (child.parentNode === this) return removeChild.call(this, child) as T;
    const other = standsFor(child, this);
    if (other) removeChild.call(this, other);
    return child;
  };
  prototype.insertBefore = function <T extends Node>(this: Node, made: T, before: Node | null): T {
    const other = before && before.parentNode !== this ? standsFor(before, this) : before;
    return insertBefore.call(this, made, other) as T;
  };
  const observer = new MutationObserver(notice);
  observer.observe(document.documentElement, { childList: true, subtree: true });
}

/* Code, formulas, numbers and the inside of controls mean the same in every language. */
const NOT_PROSE = [
  ...[
    ".katex",
    "pre",
    "code",
    ".cm-editor",
    ".hl-figure svg",
    ".hl-figure table",
    ".hl-figure :is(button, output, select)",
  ],
  ...["[data-testid=stSliderThumbValue]", "[data-testid=stSliderTickBar]", "[data-testid=stNumberInputContainer]"],
  ...[
    "[data-testid=stSelectbox] [data-baseweb=select]",
    "[data-baseweb=popover]",
    "[role=listbox]",
    ".hl-slider output",
  ],
  ...["[data-testid=stIconMaterial]", ".hl-icon", ".hl-control select"],
]
  .map((part) => `${part}:not([translate])`)
  .join(", ");

/** Mark what is not to be translated. */
export function markWhatIsNoProse(): void {
  for (const part of document.querySelectorAll(NOT_PROSE)) part.setAttribute("translate", "no");
}
