/* Tells Python that a lesson was read: its end has been in view, and the reader has not rushed there. */

import { type Arguments, component } from "../streamlit.ts";

const END = ".st-key-way-on";
const LEAST = 20_000; // milliseconds with the lesson
const LOOK = 2000; // milliseconds with its end in view

interface Data {
  /** Its name, "" if nothing is to be told. */
  lesson: string;
}

/** How long its end must stay in view from now on. */
export function wait(withLesson: number): number {
  return Math.max(LOOK, LEAST - withLesson);
}

/* One for the page, also when the side bar is drawn anew. */
let open: { lesson: string; since: number } | undefined;

export default component(import.meta.url, ({ data: { lesson }, setTriggerValue }: Arguments<Data>) => {
  if (!lesson) return; // it was read before
  if (open?.lesson !== lesson) open = { lesson, since: performance.now() };
  const { since } = open;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (entry?.isIntersecting) {
      timer = setTimeout(() => setTriggerValue("read", lesson), wait(performance.now() - since));
    }
  });
  // The page below the side bar may still be on its way.
  let end: Element | null = null;
  const seek = setInterval(() => {
    const now = document.querySelector(END);
    if (now === end) return;
    end = now;
    observer.disconnect();
    clearTimeout(timer);
    if (end) observer.observe(end);
  }, 1000);
  return () => {
    clearInterval(seek);
    clearTimeout(timer);
    observer.disconnect();
  };
});
