/* The component `film`: mounts a film, and keeps what the reader had set when Python draws it anew. */

import { all, FRAMES, one } from "../dom.ts";
import { type Arguments, component, mountOf } from "../streamlit.ts";
import { Film } from "./film.ts";
import { folds } from "./folds.ts";

const memory = new WeakMap<HTMLElement, { html: string; film: Film }>(); // mount -> what it shows

export default component(import.meta.url, ({ data, parentElement }: Arguments<{ html: string }>) => {
  const mount = mountOf(parentElement);
  const before = memory.get(mount);
  if (before?.html === data.html) return;
  before?.film.player.stop();
  const scrolls = all(mount, FRAMES).map((frame) => frame.scrollLeft);
  const unfold = folds(mount);
  mount.innerHTML = data.html;
  all(mount, FRAMES).forEach((frame, i) => {
    if (scrolls[i]) frame.scrollLeft = scrolls[i]; // to set it to 0 would have the whole page laid out for nothing
  });
  unfold();
  memory.set(mount, { html: data.html, film: new Film(one(mount, ".hl-film"), before?.film) });
  return () => memory.get(mount)?.film.player.stop();
});
