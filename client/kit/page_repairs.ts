/* What Streamlit's page lacks for screen readers, added as soon as it is drawn and again whenever it is redrawn. */

const REPAIRS = [
  // The sidebar is a landmark with a name; a bare <section> may not carry aria-expanded.
  ["[data-testid=stSidebar][aria-expanded]", (e) => {
    e.removeAttribute("aria-expanded");
    e.setAttribute("role", "complementary");
    e.setAttribute("aria-label", "Contents and your network");
  }],
  ["[data-testid=stMain]:not([role])", (e) => e.setAttribute("role", "main")],
  // A label's colour markup is for the eye: ":blue[**N**] data points" is read as "N data points".
  ["[aria-label*='[**']", (e) => e.setAttribute("aria-label", e.getAttribute("aria-label").replace(/:\w+\[\*\*(.+?)\*\*\]/g, "$1"))],
  // A formula's visible half is hidden from them, so what is read is its MathML alone.
  [".katex-html:not([aria-hidden])", (e) => e.setAttribute("aria-hidden", "true")],
  // A frame that scrolls sideways can be reached by keyboard.
  [".katex-display:not([tabindex])", (e) => e.scrollWidth > e.clientWidth + 1 && focusable(e, "Formula")],
  ["[data-testid=stMain] pre:not([tabindex])", (e) => e.scrollWidth > e.clientWidth + 1 && focusable(e, "Code")],
  [".hl-code:not([tabindex])", (e) => e.scrollWidth > e.clientWidth + 1 && (e.tabIndex = 0)], // a list already, with a name
  [".hl-scroll:not([tabindex]):not(:has([data-say]))", (e) => e.scrollWidth > e.clientWidth + 1 && focusable(e, "Figure")],
  ["[data-testid=stMarkdownContainer]:has(> table):not([tabindex])", (e) => e.scrollWidth > e.clientWidth + 1 && focusable(e, "Table")],
  [".cm-content:not([tabindex])", (e) => (e.tabIndex = 0)],
];

const focusable = (element, name) => {
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", name);
};

/* What has just ended is said once, in a place that stays: a region that is itself redrawn is not read out. */
const said = Object.assign(document.createElement("div"), { className: "hl-hidden-words" });
said.setAttribute("role", "status");
said.style.top = "0";
const told = new WeakMap(); // element -> what was said of it
const announce = () => {
  if (!said.isConnected) document.body.append(said);
  for (const element of document.querySelectorAll("[data-announce]")) {
    const words = element.dataset.announce;
    if (words !== said.textContent && told.get(element) !== words) said.textContent = words;
    told.set(element, words);
  }
};

const repair = () => {
  for (const [selector, mend] of REPAIRS) document.querySelectorAll(selector).forEach(mend);
  announce();
};

/* With the next picture after a pause; while the page changes all the time, as with a film that plays, only now and then.
   Before that, what asks for widths would have the page laid out once more, for each part of it that is written. */
const PAUSE = 300; // milliseconds
let last = -Infinity;
let waiting = false;
const repairSoon = () => {
  if (waiting) return;
  waiting = true;
  const left = last + PAUSE - performance.now();
  setTimeout(() => requestAnimationFrame(() => {
    waiting = false;
    last = performance.now();
    repair();
  }), Math.max(0, left));
};

export default function () {
  repair();
  const observer = new MutationObserver(repairSoon);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-expanded", "aria-label", "data-announce"] });
  return () => observer.disconnect();
}
