/* The component `figure`: brings to life what Python has written (widgets/drawing/figure.py says how). */

import { all, FRAMES } from "../dom.ts";
import { type Arguments, component, mountOf } from "../streamlit.ts";
import { count, entriesOf, texts } from "./counting.ts";
import { Figure, type Kept } from "./figure.ts";

interface Shown extends Kept {
  html: string;
}

const memory = new WeakMap<HTMLElement, Shown>(); // mount -> what the reader chose, so that a redraw keeps it

/* Frames that were ever scrolled. To ask any other, or to set it to 0, would have the whole page laid out for nothing. */
const scrolled = new WeakSet<EventTarget>();
const note = (event: Event) => event.target && scrolled.add(event.target);
document.addEventListener("scroll", note, { capture: true, passive: true });

export default component(import.meta.url, ({ data, parentElement }: Arguments<{ html: string }>) => {
  const mount = mountOf(parentElement);
  if (mount.dataset.html !== undefined && memory.get(mount)?.html === data.html) return;
  draw(mount, data.html);
});

function draw(mount: HTMLElement, html: string): void {
  const before = memory.has(mount) ? texts(entriesOf(mount)) : null;
  const kept: Shown = memory.get(mount) ?? { chosen: null, step: null, answers: {}, html };
  kept.html = html;
  memory.set(mount, kept);
  const active = document.activeElement;
  const isOurs = (active instanceof HTMLElement || active instanceof SVGElement) && mount.contains(active);
  const focused = isOurs ? identity(active) : null;
  const scrolls = all(mount, FRAMES).map((frame) => (scrolled.has(frame) ? frame.scrollLeft : 0));
  mount.dataset.html = "";
  mount.innerHTML = html;
  all(mount, FRAMES).forEach((frame, i) => {
    if (scrolls[i]) frame.scrollLeft = scrolls[i];
  });
  const figure = mount.querySelector<HTMLElement>(".hl-figure");
  if (figure) new Figure(figure, kept);
  if (before) count(before, entriesOf(mount));
  if (focused === null) return;
  all(mount, "[data-say], [data-go], [data-slider]")
    .find((element) => identity(element) === focused)
    ?.focus();
}

/** What a part that can have the focus is known by in another picture of the same figure. */
function identity({ dataset }: HTMLOrSVGElement): string | null {
  return dataset.tags ?? (dataset.go ? `go${dataset.go}` : "slider" in dataset ? "slider" : null);
}
