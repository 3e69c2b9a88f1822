/* The component `playground`: the stage on which the playground's film is played, or a plane that has no points yet. */

import { folds } from "../film/folds.ts";
import { type Arguments, component, mountOf } from "../streamlit.ts";
import { unheard, whenIdle } from "./acts.ts";
import { EmptyPlane } from "./empty_plane.ts";
import type { Data } from "./messages.ts";
import { Stage } from "./stage.ts";

const stages = new WeakMap<HTMLElement, Stage | EmptyPlane>(); // mount -> its stage, so that a redraw keeps the film

export default component(import.meta.url, ({ data, parentElement, setTriggerValue }: Arguments<Data>) => {
  const mount = mountOf(parentElement);
  let stage = stages.get(mount);
  if (data.html && stage?.version !== data.version) {
    stage = open(mount, data, stage);
    stages.set(mount, stage);
  }
  if (!stage || stage.version !== data.version) {
    // Python believes that this picture is here already, but it is not: ask for all of it.
    whenIdle(() => setTriggerValue("more", { version: 0, have: 0, until: 1 }));
    return;
  }
  stage.tell = setTriggerValue;
  unheard.hear(data.heard);
  stage.receive(data);
});

function open(mount: HTMLElement, data: Data, before: Stage | EmptyPlane | undefined): Stage | EmptyPlane {
  const kept = before?.leave();
  const unfold = folds(mount);
  const refocus = focusOf(mount);
  mount.innerHTML = data.html;
  unfold();
  const film = mount.querySelector<HTMLElement>(".hl-film");
  const stage = film ? new Stage(film, data, kept) : new EmptyPlane(mount, data.version, kept);
  refocus();
  return stage;
}

/* Gives the focus back to whatever in a mount has it now, if it stands in the new picture too. It is known again by its
   data- attributes; of what has none, nobody could say which of its kind it was. */
function focusOf(mount: HTMLElement): () => void {
  const focused = document.activeElement;
  if (!focused || !mount.contains(focused)) return () => {};
  const marks = [...focused.attributes].filter(({ name }) => name.startsWith("data-"));
  if (!marks.length) return () => {};
  const same = focused.localName + marks.map(({ name, value }) => `[${name}="${CSS.escape(value)}"]`).join("");
  return () => mount.querySelector<HTMLElement>(same)?.focus({ preventScroll: true });
}
