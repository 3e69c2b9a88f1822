/* 256 colours from negative over the page's own to positive, as the page's colour scheme has them now. */

type Colour = [red: number, green: number, blue: number];

let known = { key: "", colours: new Uint32Array(256), read: -Infinity };

export function palette(canvas: HTMLElement): Uint32Array {
  if (performance.now() - known.read < 500) return known.colours; // reading styles is slow; schemes change rarely
  const read = (name: string) => {
    canvas.style.color = `var(--hl-${name})`;
    return getComputedStyle(canvas).color;
  };
  const ends = ["negative", "paper", "positive"].map(read);
  known.read = performance.now();
  if (known.key === ends.join()) return known.colours;
  const [low, middle, high] = ends.map(parsed);
  known = { key: ends.join(), colours: ramp(low!, middle!, high!), read: known.read };
  return known.colours;
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

function mix(a: Colour, b: Colour, share: number): Colour {
  const part = (from: number, to: number) => Math.round(from + (to - from) * share);
  return [part(a[0], b[0]), part(a[1], b[1]), part(a[2], b[2])];
}

/** Red, green, blue, opaque. */
function pixel([red, green, blue]: Colour): number {
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}
