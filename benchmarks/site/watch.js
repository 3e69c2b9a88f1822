// Runs in every page before its own scripts, and notes when what a reader waits for is there. `plan` is one of the
// plans of visits.py: selectors of the text and of the control, and what tells an answer.
// All times are milliseconds since the navigation began, taken when the browser is about to draw a frame.
(plan) => {
  const bench = (window.bench = { answers: [], drawn: [] });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") bench.paint = entry.startTime;
  }).observe({ type: "paint", buffered: true });

  const seen = (element) => element?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ?? false;
  const words = (selector) => document.querySelector(selector)?.textContent.replace(/\s+/g, "") ?? "";
  const resting = () => {
    const app = document.querySelector("[data-testid=stApp]");
    return !plan.streamlit || app?.dataset.testScriptState === "notRunning";
  };
  const named = (element) => (element.getAttribute("aria-label") ?? element.closest("label")?.textContent ?? "").trim();
  bench.control = () =>
    [...document.querySelectorAll(plan.control)].find(
      (element) => !element.disabled && !element.closest("[inert]") && seen(element) && (!plan.name || named(element).startsWith(plan.name)),
    );
  /** What the page shows of the reader's network: the words of its summary, and those of the first figure. */
  bench.shown = () => plan.answers.map(words);
  /** How the control stands: a key that changed nothing of it was lost. */
  bench.state = () => {
    const control = bench.control();
    return control ? [control.value ?? "", control.checked ?? "", plan.accepted && words(plan.accepted)].join() : null;
  };

  let asked = null; // { at, before }: a control was changed, and the page has not answered
  bench.expect = () => (asked = { at: null, before: bench.shown() });
  addEventListener("keydown", () => asked && (asked.at ??= performance.now()), { capture: true });
  const answered = () => {
    const now = bench.shown();
    return resting() && now.every((text, index) => text && text !== asked.before[index]);
  };

  const look = () => {
    const now = performance.now();
    if (!bench.text && plan.text.every((selector) => seen(document.querySelector(selector)))) bench.text = now;
    for (const fold of plan.fold ? document.querySelectorAll(plan.fold) : []) {
      if (!fold.closest("[inert]") && seen(fold) && !fold.parentElement.open) fold.click();
    }
    if (!bench.ready && bench.control()) bench.ready = now;
    if (asked?.at && answered()) {
      bench.answers.push({ at: now, took: now - asked.at });
      asked = null;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // Frames in which a figure's canvas was painted anew.
  const native = CanvasRenderingContext2D.prototype.putImageData;
  let painted = false;
  CanvasRenderingContext2D.prototype.putImageData = function (...image) {
    if (!painted) {
      painted = true;
      requestAnimationFrame((now) => {
        bench.drawn.push(now);
        painted = false;
      });
    }
    return native.apply(this, image);
  };
};
