/* Scrolls to a heading as soon as it is there: the page is still being drawn when this starts. */

import { type Arguments, component } from "../streamlit.ts";

const PATIENCE = 5000; // milliseconds

export default component(import.meta.url, ({ data: { anchor } }: Arguments<{ anchor: string }>) => {
  const begun = performance.now();
  let gone = false;
  const seek = () => {
    const heading = document.getElementById(anchor);
    if (heading) {
      heading.scrollIntoView({ block: "start" });
      history.replaceState(history.state, "", `#${anchor}`);
    } else if (!gone && performance.now() - begun < PATIENCE) requestAnimationFrame(seek);
  };
  seek();
  return () => {
    gone = true;
  };
});
