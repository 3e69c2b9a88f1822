// What a reader does before Python is there is not lost. The prerendered controls are woken up here and keep what is done
// to them; boot.ts asks for it (site.replay) when Streamlit's own controls have taken their place.
//
// Where it is a first act that was rehearsed, it is answered meanwhile (rehearsed.ts), and done on Streamlit's page before
// that is seen (site.prepare).
//
// A control of Streamlit gets the value that its prerendered one ended with, a button one press. Figures live in the page
// alone, so what was done to them is simply done again: every click, key and value, in order.

import { all, around, one } from "../dom.ts";
import { expanders } from "../upstream/drawn.ts";
import { type Control, give, press, show, testid, twin, wholeOf } from "../upstream/twins.ts";
import { Deeds } from "./deeds.ts";
import { Rehearsed } from "./rehearsed.ts";

const prerendered = one(document, "#prerendered");
const notice = one(document, "#waking [data-kept]");
const changed = new Set<Control>(); // the controls that the reader changed, in the order of their last change
const opened = new Set<EventTarget>(); // expanders that the reader opened or closed
const deeds = new Deeds(prerendered);
const rehearsed = new Rehearsed(prerendered);

const TYPED = "input:not([type=range], [type=checkbox], [type=radio]), textarea";

const fieldOf = (stepper: Element) => stepper.parentElement?.querySelector("input") ?? null;

function sleep(asleep: boolean): void {
  for (const control of all<Control>(prerendered, "[data-asleep]")) control.disabled = asleep;
  for (const stepper of all<HTMLButtonElement>(prerendered, "[data-by]"))
    stepper.disabled = asleep || fieldOf(stepper)?.disabled === true;
}
sleep(false);

function keep(control: Control): void {
  changed.delete(control);
  changed.add(control);
}

/** Python would answer now, if it were there. */
async function ask(control: Control): Promise<void> {
  const isAnswered = await rehearsed.answer(control, changed.keys());
  control.classList.toggle("hl-kept", control.matches("button") && !isAnswered && changed.has(control));
  notice.hidden = [...changed.keys()].every((other) => rehearsed.answered(other));
}

prerendered.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLElement) || !("asleep" in target.dataset)) return;
  if (target instanceof HTMLInputElement && target.type === "range") show(target);
  keep(target as Control);
  // Of what is typed Python hears when it is done.
  if (target.matches(TYPED)) notice.hidden = false;
  else void ask(target as Control);
});
prerendered.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLElement && target.matches(`[data-asleep]:is(${TYPED})`)) void ask(target as Control);
});
prerendered.addEventListener("click", (event) => {
  const stepper = around(event, "[data-by]");
  const field = stepper && fieldOf(stepper);
  if (field) {
    if (Number(stepper?.dataset.by) > 0) field.stepUp();
    else field.stepDown();
    keep(field);
    void ask(field);
  }
  const button = around<HTMLButtonElement>(event, "button[data-asleep]");
  if (!button) return;
  const group = button.closest<HTMLElement>("[data-choose]");
  if (group) press(group, button);
  keep(button);
  void ask(button);
});
const noteFold = ({ target }: Event) => {
  if (target instanceof Element && target.matches(".hl-expander")) opened.add(target);
};
prerendered.addEventListener("toggle", noteFold, true);

/** Open and close what the reader has opened and closed. */
function unfold(app: HTMLElement): void {
  for (const area of ["stMain", "stSidebar"] as const) {
    const others = expanders(app, area);
    expanders(prerendered, area).forEach((fold, at) => {
      const other = others[at];
      if (opened.has(fold) && other && other.open !== fold.open) other.querySelector("summary")?.click();
    });
  }
}

/** Give a control's value to its twin on Streamlit's page. */
async function redo(control: Control, app: HTMLElement, focused: Element | null, idle: () => Promise<void>) {
  const place = twin(control, prerendered, app);
  if (!place) return;
  try {
    await give[testid(control)]?.(place, control, control === focused);
    await idle();
  } catch (error) {
    console.error("what was done early could not be done again:", error); // the rest is
  }
}

/** Before Streamlit's page is seen: do to it what the prerendered one shows the answer to already. Says whether there was
 *  anything. */
site.prepare = async (app, idle) => {
  const focused = document.activeElement;
  rehearsed.end();
  const answered = [...changed].filter((control) => rehearsed.answered(control));
  for (const control of answered) {
    changed.delete(control);
    await redo(control, app, null, idle);
  }
  await rehearsed.saidBy(app);
  if (focused instanceof HTMLElement && document.activeElement !== focused) focused.focus({ preventScroll: true });
  return answered.length > 0;
};

/** Do to Streamlit's page what else was done to the prerendered one. idle() waits until Python has answered. */
site.replay = async (app, focused, idle) => {
  unfold(app);
  deeds.redo(app);
  for (const control of changed) await redo(control, app, focused, idle);
};

/** What has the focus on Streamlit's page if this has it on the prerendered one; nothing for what is no control. */
site.focusable = (element, app) => {
  if (!("asleep" in element.dataset)) return null;
  const own = wholeOf(element);
  const other = twin(element, prerendered, app);
  if (!own || !other) return undefined;
  const inside = all(other, element.matches("button") ? "button" : "input, textarea");
  return inside[all(own, "[data-asleep]").indexOf(element)];
};

/** Python will not come: the controls sleep on. */
site.sleep = () => {
  rehearsed.end();
  sleep(true);
  notice.hidden = true;
};
