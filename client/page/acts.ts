// What an act on a control is called in a page's rehearsals: what stands in the control afterwards, counted in its own
// steps. The builder's side of these names is site_builder/collect/acts.py.

import { all } from "../dom.ts";
import { testid } from "../upstream/twins.ts";

/** What a control says of itself, whichever it is. */
export interface Standing {
  kind: string;
  /** Of a field, slider or box. */
  value?: string;
  start?: string;
  min?: string;
  step?: string;
  checked?: boolean;
  /** The places that are chosen, of those that there are. */
  chosen?: number[];
}

/** Its name; undefined if no rehearsal can have one. */
export function nameOf(standing: Standing): string | undefined {
  const { kind, value = "", start = "", min = "0", step = "1", checked, chosen = [] } = standing;
  switch (kind) {
    case "stSlider":
      return String(Math.round((Number(value) - Number(min)) / Number(step)));
    case "stNumberInput":
      return value === "" ? undefined : stepsBetween(Number(start), Number(value), Number(step));
    case "stCheckbox":
      return checked ? "1" : "0";
    case "stSelectbox":
    case "stRadio":
    case "stButtonGroup":
      return chosen.join("+");
    case "stTextInput":
      // Texts are foreseen for empty fields, and numbers are read without the blanks around them.
      return start ? value : value.trim() || value;
    case "stTextArea":
      return value;
    default:
      return "";
  }
}

/** A number that was typed may lie between the steps. */
function stepsBetween(start: number, value: number, step: number): string | undefined {
  const steps = (value - start) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6 ? String(Math.round(steps)) : undefined;
}

/** The name of what is sent with a form's button. */
export const formName = (names: string[]): string => `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;

/** How the whole of a control stands now. */
export function standing(whole: HTMLElement): Standing {
  const kind = testid(whole);
  const field = whole.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
  const chosen = placesOf(whole, kind);
  if (!field) return { kind, chosen };
  const { value, defaultValue: start } = field;
  if (field instanceof HTMLTextAreaElement) return { kind, value, start, chosen };
  const { min, step, checked } = field;
  return { kind, value, start, min: min || "0", step: step || "1", checked, chosen };
}

function placesOf(whole: HTMLElement, kind: string): number[] {
  if (kind === "stSelectbox") return [whole.querySelector("select")?.selectedIndex ?? -1].filter((at) => at >= 0);
  const isOn = (part: HTMLElement) =>
    part instanceof HTMLInputElement ? part.checked : part.getAttribute("aria-pressed") === "true";
  const parts = { stRadio: "input", stButtonGroup: "button" }[kind];
  return parts ? all(whole, parts).flatMap((part, at) => (isOn(part) ? [at] : [])) : [];
}
