/* Scrolls to a heading as soon as it is there: the page is still being drawn when this starts. */

const PATIENCE = 5000; // milliseconds

export default function ({ data: { anchor } }) {
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
  return () => { gone = true; };
}
