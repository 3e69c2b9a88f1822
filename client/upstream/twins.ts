// Streamlit's controls: which of them is a prerendered one's twin, and how each kind is given a value, as a reader would.

import { all } from "../dom.ts";

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLButtonElement;

/** The kind of a control, as Streamlit names it. */
export function testid(element: Element): string {
  const kind = "[data-testid^=st]:not([data-testid=stMarkdownContainer])";
  return element.closest<HTMLElement>(kind)?.dataset.testid ?? "";
}

const ofKind = (place: HTMLElement, kind: string) => all(place, `[data-testid=stMain] [data-testid=${kind}]`);
const labelOf = (control: Element) =>
  (control.querySelector("[data-testid=stWidgetLabel]") ?? control).textContent?.trim();

/** A browser that translates puts <font> around the words. */
const isTranslated = (control: Element) => control.querySelector("font") !== null;

/** Streamlit's control for a prerendered one: that of the same key; if it has none, the one at the same place among its
 *  kind, if that has the same label. Nothing is ever done to another one. */
export function twin(control: Element, prerendered: HTMLElement, app: HTMLElement): HTMLElement | null {
  const kind = testid(control);
  const names = [...(control.closest(".stElementContainer")?.classList ?? [])];
  const key = names.find((name) => name.startsWith("st-key-"));
  if (key) return app.querySelector<HTMLElement>(`.${key} [data-testid=${kind}]`);
  const own = control.closest<HTMLElement>(`[data-testid=${kind}]`);
  const other = own && ofKind(app, kind)[ofKind(prerendered, kind).indexOf(own)];
  if (!own || !other) return null;
  return labelOf(other) === labelOf(own) || isTranslated(own) || isTranslated(other) ? other : null;
}

/** The whole of the control that this is a part of, with its label. */
export function wholeOf(part: Element): HTMLElement | null {
  return part.closest<HTMLElement>(`[data-testid=${testid(part)}]`);
}

/** A slider's number follows its thumb; its words, if it has options, stand in data-shown. */
export function show(slider: HTMLInputElement): void {
  const place = slider.parentElement;
  const output = place?.querySelector("output");
  if (!place || !output) return;
  const { shown } = slider.dataset;
  output.textContent = shown ? JSON.parse(shown)[slider.value] : slider.value;
  const [low, high] = [Number(slider.min), Number(slider.max)];
  place.style.setProperty("--share", String((Number(slider.value) - low) / (high - low)));
  slider.setAttribute("aria-valuetext", output.textContent ?? "");
}

/** One button of a group, or several. */
export function press(group: HTMLElement, button: HTMLButtonElement): void {
  const on = button.getAttribute("aria-pressed") === "true";
  if (on && group.dataset.required !== undefined) return; // one has to be chosen
  if (group.dataset.choose === "one") for (const other of group.children) other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(!on));
}

/** place: Streamlit's control; control: the prerendered one; focused: the reader is still typing there. */
type Give = (place: HTMLElement, control: Control, focused: boolean) => void | Promise<void>;

export const give: Record<string, Give> = {
  stSlider: slid,
  stSelectbox: chosen,
  stNumberInput: typed,
  stTextInput: typed,
  stTextArea: typed,
  stCheckbox(place, control) {
    const box = place.querySelector("input");
    if (box?.checked !== (control as HTMLInputElement).checked) box?.click();
  },
  stRadio(place, control) {
    const options = [...(control.closest(".hl-options")?.querySelectorAll("input") ?? [])];
    place.querySelectorAll("input")[options.indexOf(control as HTMLInputElement)]?.click();
  },
  stButtonGroup: picked,
  stButton: pressed,
  stFormSubmitButton: pressed,
};

/** Of a group of which one is chosen, that one or none, however often the reader has pressed. */
function picked(place: HTMLElement, control: Control): void {
  const own = [...(control.parentElement?.children ?? [])];
  const others = all(place, "button");
  const isOn = (button: Element | undefined) => button?.getAttribute("aria-checked") === "true";
  if (control.parentElement?.dataset.choose !== "one") {
    others[own.indexOf(control)]?.click();
    return;
  }
  const wanted = others[own.findIndex((button) => button.getAttribute("aria-pressed") === "true")];
  if (!isOn(wanted)) (wanted ?? others.find(isOn))?.click();
}

function pressed(place: HTMLElement): void {
  place.querySelector("button")?.click();
}

function slid(place: HTMLElement, control: Control): void {
  const slider = place.querySelector("input");
  if (!slider) return;
  const by = Math.sign(Number(control.value) - Number(slider.value));
  if (!by) return;
  // The last step by key, because that is what Streamlit waits for.
  put(slider, String(Number(control.value) - by * Number(slider.step)));
  key(slider, by > 0 ? "ArrowRight" : "ArrowLeft");
}

/** Streamlit's list closes when anything scrolls, and the page has just taken its place: so this is tried some times. */
async function chosen(place: HTMLElement, control: Control): Promise<void> {
  const isTaken = () => place.querySelector("input")?.value === control.value;
  const option = () => all(document, "[role=option]").find((one) => one.textContent === control.value);
  for (let attempt = 0; attempt < 5 && !isTaken(); attempt++) {
    place.querySelector("button")?.click();
    (await until(option))?.click();
    await until(isTaken);
  }
}

function typed(place: HTMLElement, control: Control, focused: boolean): void {
  const input = place.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  if (!input || control instanceof HTMLButtonElement) return;
  put(input, control.value);
  if (focused) {
    input.focus({ preventScroll: true });
    if (input.type !== "number") input.setSelectionRange(control.selectionStart, control.selectionEnd);
  } else if (input.matches("textarea")) input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  else key(input, "Enter");
}

/** React hears of a value only if it is set past it. */
function put(input: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value")?.set?.call(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function key(target: Element, name: string): void {
  for (const type of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(type, { key: name, bubbles: true }));
}

/** What `found` finds within a third of a second. */
async function until<T>(found: () => T): Promise<T | undefined> {
  for (let i = 0; i < 33; i++) {
    const result = found();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return undefined;
}
