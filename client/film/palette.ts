/* The colours of heat maps, as the page's colour scheme has them now, each list for the levels 0 … 255. */

type Colour = [red: number, green: number, blue: number];

export interface Palette {
  /** From negative over the page's own colour to positive. */
  signed: Uint32Array;
  /** For each class from the page's own colour to the class's. */
  classes: Uint32Array[];
}

const MOST_CLASSES = 8; // of which the book's styles have colours
const names = ["negative", "paper", "positive", ...Array.from({ length: MOST_CLASSES }, (_, k) => `class-${k}`)];

const SLOW = 500; // ms for which colours that were read are taken for the page's: reading styles is slow

let known = { key: "", colours: { signed: new Uint32Array(256), classes: [] } as Palette, read: -Infinity };

/** Null as long as the book's styles are not on the page: what is painted then would stay in the colour of ink. */
export function palette(canvas: HTMLElement): Palette | null {
  if (performance.now() - known.read < SLOW) return known.colours;
  if (!getComputedStyle(canvas).getPropertyValue("--hl-positive")) return null;
  canvas.style.setProperty("forced-color-adjust", "none"); // a contrast theme would give one colour for all
  const read = (name: string) => {
    canvas.style.color = `var(--hl-${name})`;
    return getComputedStyle(canvas).color;
  };
  const ends = names.map(read);
  known.read = performance.now();
  if (known.key === ends.join()) return known.colours;
  const [low, middle, high, ...classes] = ends.map(parsed);
  const colours = { signed: ramp(low!, middle!, high!), classes: classes.map((colour) => rise(middle!, colour)) };
  known = { key: ends.join(), colours, read: known.read };
  return known.colours;
}

/** Has all painted again after the reader's system has gone from light to dark or back, as long as this canvas is there. */
export function whenSchemeChanges(canvas: HTMLElement, paint: () => void): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const changed = () => {
    if (canvas.isConnected)
      setTimeout(paint, SLOW + 100); // by then Streamlit's page has followed
    else dark.removeEventListener("change", changed);
  };
  dark.addEventListener("change", changed);
}

/** A CSS colour such as "rgb(12, 34, 56)". */
export function parsed(colour: string): Colour {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** The colours of the levels 0 … 255, as an image's bytes lie in memory. */
export function ramp(low: Colour, middle: Colour, high: Colour): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: 256 }, (_, level) =>
    pixel(level < 128 ? mix(middle, low, (1 - level / 127.5) * 0.8) : mix(middle, high, (level / 127.5 - 1) * 0.8)),
  );
}

/** From the one colour to four fifths of the other. */
export function rise(low: Colour, high: Colour): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: 256 }, (_, level) => pixel(mix(low, high, (level / 255) * 0.8)));
}

function mix(a: Colour, b: Colour, share: number): Colour {
  const part = (from: number, to: number) => Math.round(from + (to - from) * share);
  return [part(a[0], b[0]), part(a[1], b[1]), part(a[2], b[2])];
}

/** Red, green, blue, opaque. */
function pixel([red, green, blue]: Colour): number {
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}
