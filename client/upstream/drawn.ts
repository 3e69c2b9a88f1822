// The state of Streamlit's page, and the names that it gives to its parts.

import { all } from "../dom.ts";

export type Area = "stMain" | "stSidebar";

export const MAIN = "[data-testid=stMain]";
/** What holds the parts of a page, one below the other. */
export const PARTS = "[data-testid=stMainBlockContainer] > .stVerticalBlock";
/** The attribute that says whether Python draws. */
export const STATE = "data-test-script-state";

/** The expanders of a part of the page, Streamlit's own or prerendered ones. */
export function expanders(page: HTMLElement, area: Area): HTMLDetailsElement[] {
  const place = `[data-testid=${area}]`;
  const kinds = `${place} details[data-testid=stExpander], ${place} [data-testid=stExpander] > details`;
  return all<HTMLDetailsElement>(page, kinds);
}

// A component whose script has not drawn yet: a slow machine imports them after Streamlit says that nothing runs.
const BLANK = "[data-testid=stBidiComponentRegular]:empty, .hl-mount:empty";

/** Has Streamlit drawn the whole page, with every figure? */
export function drawn(app: HTMLElement): boolean {
  const state = app.querySelector<HTMLElement>("[data-testid=stApp]")?.dataset;
  return (
    state?.testScriptState === "notRunning" &&
    state.testConnectionState === "CONNECTED" &&
    app.querySelector("[data-testid=stMainBlockContainer] [data-testid=stElementContainer]") !== null &&
    app.querySelector(`[data-testid=stSkeleton], ${BLANK}`) === null
  );
}

/**
 * Is a part of the page in the window, or above? What is far below was not laid out yet (site_builder/browser/page.css),
 * and is not laid out for the answer.
 */
export function isNear(part: Element): boolean {
  return part.checkVisibility({ contentVisibilityAuto: true }) && part.getBoundingClientRect().top < innerHeight;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What was done until now is on the screen: the frame after the next begins. A page that nobody sees has no frames. */
export async function painted(): Promise<void> {
  for (let frames = 0; frames < 2 && !document.hidden; frames += 1) {
    await new Promise(requestAnimationFrame);
  }
  await pause(0);
}

/** The browser has nothing else to do, or `longest` milliseconds are over. WebKit does not say when that is. */
export function atLeisure(longest: number): Promise<unknown> {
  if (!("requestIdleCallback" in window)) return pause(0);
  return new Promise((resolve) => requestIdleCallback(resolve, { timeout: longest }));
}
