/* What Streamlit hands to a component's script (st.components.v2), and the place that widgets/kit/component.py gives it. */

export interface Arguments<Data> {
  data: Data;
  parentElement: HTMLElement;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

export type Tell = (name: string, value: unknown) => void;

type Script<Data> = (given: Arguments<Data>) => unknown;

/** A component's script, to be a module's default export. address: the module's own. */
export function component<Data>(address: string, script: Script<Data>): Script<Data> {
  return (given) => {
    // At each message Streamlit puts one more <script> with this address into the page's head, and leaves it there.
    for (const used of document.head.querySelectorAll(`script[src="${CSS.escape(address)}"]`)) used.remove();
    return script(given);
  };
}

/** Where a script that draws finds its place. */
export function mountOf(parent: HTMLElement): HTMLElement {
  return parent.querySelector<HTMLElement>(".hl-mount") ?? parent;
}

/** Whether Python hears of what is done there: on the static site the page is there before Python is. */
export function isLive(part: Element): boolean {
  return part.closest('[data-testid="stApp"]') !== null;
}

/** Streamlit is drawing what it was told, and may lose what it is told now. */
export function isRunning(): boolean {
  return document.querySelector<HTMLElement>('[data-testid="stApp"]')?.dataset.testScriptState === "running";
}
