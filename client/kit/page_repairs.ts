/* What Streamlit's page lacks for screen readers, added as soon as it is drawn and again whenever it is redrawn. */

import { all, FRAMES } from "../dom.ts";
import { component } from "../streamlit.ts";
import { announce } from "./announce.ts";
import { bearTranslation, markWhatIsNoProse } from "./translated.ts";
import { readTypedNumbers } from "./typed_numbers.ts";

/** A frame that scrolls can be reached by keyboard. */
const reachable = (name: string, scrolls: (element: HTMLElement) => boolean) => (element: HTMLElement) => {
  if (!scrolls(element)) return;
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
};
const isWide = (element: HTMLElement) => element.scrollWidth > element.clientWidth + 1;
const isLarge = (element: HTMLElement) => isWide(element) || element.scrollHeight > element.clientHeight + 1;

const named = (name: string) => (element: HTMLElement) => element.setAttribute("aria-label", name);

const REPAIRS: [selector: string, mend: (element: HTMLElement) => void][] = [
  // The sidebar is a landmark with a name; a bare <section> may not carry aria-expanded.
  [
    "[data-testid=stSidebar][aria-expanded]",
    (element) => {
      element.removeAttribute("aria-expanded");
      element.setAttribute("role", "complementary");
      element.setAttribute("aria-label", "Contents and your network");
    },
  ],
  ["[data-testid=stMain]:not([role])", (element) => element.setAttribute("role", "main")],
  // A label's colour markup is for the eye: ":blue[**N**] data points" is read as "N data points".
  [
    "[aria-label*='[**']",
    (element) => {
      const label = element.getAttribute("aria-label") ?? "";
      element.setAttribute("aria-label", label.replace(/:\w+\[\*\*(.+?)\*\*\]/g, "$1"));
    },
  ],
  // Streamlit's own buttons of the side bar have nothing but an icon.
  ["[data-testid=stSidebarCollapseButton] button:not([aria-label*=' '])", named("Close the contents")],
  ["[data-testid=stExpandSidebarButton]:not([aria-label*=' '])", named("Open the contents")],
  // An icon is a word in a font of icons: "play_arrow" would be read out.
  [
    "[data-testid=stIconMaterial]:not([aria-hidden]), [data-testid=stMarkdownContainer] [role=img][aria-label$=' icon']:not([aria-hidden])",
    (element) => element.setAttribute("aria-hidden", "true"),
  ],
  // A slider's name is its own label and its group's, which are the same words.
  [
    ".stSlider input[aria-labelledby*=' ']",
    (element) => element.setAttribute("aria-labelledby", element.getAttribute("aria-labelledby")!.split(" ").at(-1)!),
  ],
  // A formula's visible half is hidden from them, so what is read is its MathML alone.
  [".katex-html:not([aria-hidden])", (element) => element.setAttribute("aria-hidden", "true")],
  [".katex-display:not([tabindex])", reachable("Formula", isWide)],
  ["[data-testid=stMain] pre:not([tabindex])", reachable("Code", isLarge)],
  [
    ".hl-code:not([tabindex])", // a list already, with a name
    (element) => {
      if (isWide(element)) element.tabIndex = 0;
    },
  ],
  [`:is(${FRAMES}):not([tabindex]):not(:has([data-say]))`, reachable("Figure", isWide)],
  ["[data-testid=stMarkdownContainer]:has(> table):not([tabindex])", reachable("Table", isWide)],
];

function repair(): void {
  for (const [selector, mend] of REPAIRS) all(document, selector).forEach(mend);
  markWhatIsNoProse();
  announce();
}

/* With the next picture after a pause; while the page changes all the time, as with a film that plays, only now and then.
   Before that, what asks for widths would have the page laid out once more, for each part of it that is written. */
const PAUSE = 300; // milliseconds
let last = -Infinity;
let waiting = false;

function repairSoon(): void {
  if (waiting) return;
  waiting = true;
  const left = last + PAUSE - performance.now();
  setTimeout(() => requestAnimationFrame(repairNow), Math.max(0, left));
}

function repairNow(): void {
  waiting = false;
  last = performance.now();
  repair();
}

const WATCHED = ["aria-expanded", "aria-label", "data-announce"];

export default component(import.meta.url, () => {
  bearTranslation();
  readTypedNumbers();
  repairSoon();
  const observer = new MutationObserver(repairSoon);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: WATCHED });
  return () => observer.disconnect();
});
