/* Numbers as widgets/kit/theme.py writes them; the tests hold the two together. */

export function number(value: number, decimals = 3): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  return sign + (size >= 1e5 || size <= Number(`5e-${decimals + 1}`) ? scientific(size) : plain(size, decimals));
}

/** What a number lacks to so many decimals: set invisibly after it, it puts the points of a column below each other. */
export function missing(text: string, decimals: number): string {
  if (!/^−?\d+(\.\d+)?$/.test(text)) return "";
  const [, fraction] = text.split(".");
  const point = fraction !== undefined || decimals === 0 ? "" : ".";
  return point + "0".repeat(decimals - (fraction?.length ?? 0));
}

/** Three digits and a power of ten. */
function scientific(size: number): string {
  const rounded = toEven(size.toExponential(2), size.toExponential(100).replace(".", ""), 3);
  const [mantissa, exponent] = rounded.split("e");
  const raised = String(Number(exponent))
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)));
  return `${mantissa}·10${raised}`;
}

function plain(size: number, decimals: number): string {
  const digits = size.toFixed(100);
  const text = toEven(size.toFixed(decimals), digits.replace(".", ""), digits.indexOf(".") + decimals);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/* A script rounds a number that lies exactly between two upwards, Python to the even one, as IEEE 754 does: half of such
   ties go either way, so that they do not add up. The book follows Python, which prints most of its numbers.
   rounded: the script's; digits: all that the number has; place: the first that is cut off. */
function toEven(rounded: string, digits: string, place: number): string {
  const tie = /^50*(e|$)/.test(digits.slice(place));
  const [written = "", exponent] = rounded.split("e");
  if (!tie || Number(written.at(-1)) % 2 === 0) return rounded;
  const even = written.slice(0, -1) + (Number(written.at(-1)) - 1); // an odd digit is 1 at least: nothing is carried
  return exponent === undefined ? even : `${even}e${exponent}`;
}
