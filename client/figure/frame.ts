/* What measures the page waits for the next frame, and there all of it comes before anything that changes the page: a page
   whose ten figures are redrawn at once is laid out once, not ten times. */

interface Job<T> {
  read: () => T;
  write: (found: T) => void;
}

let jobs: Job<unknown>[] = [];

/** Has the page measured and then changed in the next frame, before that is painted. */
export function inNextFrame<T>(read: () => T, write: (found: T) => void): void {
  if (!jobs.length) requestAnimationFrame(run);
  jobs.push({ read, write } as Job<unknown>);
}

function run(): void {
  const now = jobs;
  jobs = [];
  const found = now.map(({ read }) => read());
  now.forEach(({ write }, at) => {
    write(found[at]);
  });
}

/** Acts as soon as the figure is laid out: to measure one that is far below would have the page lay it out at once. */
export function whenLaidOut(figure: HTMLElement, act: () => void): void {
  if (figure.checkVisibility({ contentVisibilityAuto: true })) {
    act();
    return;
  }
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      act();
    },
    { rootMargin: "50%" },
  );
  seen.observe(figure);
}
