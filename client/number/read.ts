/* One number as people write it, by the rules of widgets/kit/written_numbers.py; the tests hold the two together. */

import { arithmetic } from "./arithmetic.ts";

export interface Written {
  value: number;
  /** How many were written; Infinity for a fraction or a product, which are exact. */
  decimals: number;
}

const ALIKE: [RegExp, string | ((sign: string) => string)][] = [
  [/[−–—‒‐‑﹣－]/g, "-"],
  [/[⋅∙•·×✕✖⨯]/g, "*"],
  [/[⁄∕÷]/g, "/"],
  [/[’‘`´]/g, "'"],
  [/，/g, ","],
  [/．|٫/g, "."],
  [/％/g, "%"],
  [/[０-９]/g, (sign) => String(sign.charCodeAt(0) - 0xff10)],
  [/\p{Cf}/gu, ""],
  [/\p{Zs}/gu, " "],
  [/\*\*/g, "^"],
];
// biome-ignore format: one line is easier to compare
const FRACTIONS: Record<string, number> = {
  "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6,
  "⅚": 5 / 6, "⅐": 1 / 7, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8, "⅑": 1 / 9, "⅒": 1 / 10,
};
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
// biome-ignore format: one line is easier to compare
const WORDS = [
  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

/** The number in a text, or null if there is none. */
export function readNumber(text: string): Written | null {
  if (text.length > 80) return null;
  for (const variant of commas(plain(text))) {
    const value = arithmetic(variant);
    if (value === null || !Number.isFinite(value)) continue;
    const written = variant.trim().match(/^[-+]?(?:\d+\.?(\d*)|\.(\d+))$/);
    return { value, decimals: written ? (written[1] ?? written[2] ?? "").length : Infinity };
  }
  return null;
}

const toFraction = (_: string, whole: string | undefined, fraction: string) =>
  String(Number(whole ?? 0) + (FRACTIONS[fraction] ?? Number.NaN));
const toPower = (power: string) => `^(${[...power].map((sign) => "0123456789-+"[RAISED.indexOf(sign)]).join("")})`;
const toDigits = (word: string) => {
  const value = WORDS.indexOf(word.toLowerCase());
  return value < 0 ? word : String(value);
};

function plain(typed: string): string {
  let text = typed;
  for (const [alike, sign] of ALIKE) text = text.replace(alike, sign as string);
  return text
    .replace(/(\d+)?\s*([¼-¾⅐-⅞])/g, toFraction)
    .replace(new RegExp(`[${RAISED}]+`, "g"), toPower)
    .replace(/([\d.])\s*\*\s*10\^(?:\(([-+]?\d+)\)|([-+]?\d+))/g, (_, digit, a, b) => `${digit}e${a ?? b}`)
    .replace(/\bper ?cent\b/gi, "%")
    .replace(/\b(?:(?:a|one) )?half\b/gi, "0.5")
    .replace(/\bminus\b/gi, "-")
    .replace(/\bplus\b/gi, "+")
    .replace(/\p{L}+/gu, toDigits)
    .replace(/^[\p{L}_][\p{L}\p{N}_]*\s*[=≈:]/u, "")
    .replace(/([\d)\]%])\s*x\s*(?=[\d([.+-])/gi, "$1*")
    .replace(/\[/g, "(")
    .replace(/\]/g, ")")
    .replace(/^[\s=≈~>≥:]+|[\s.,;:!?]+$/g, "");
}

const GROUPS_BY_POINT = /(?<![\d.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.,])/g;
const GROUPS_BY_OTHERS = /(?<![\d.,])\d{1,3}(?:[,' ]\d{3})+(?![\d,'])/g;

/** Comma and point may part decimals or thousands; a space may part thousands, or a whole number and its fraction. */
function commas(text: string): string[] {
  const found: string[] = [];
  if (!text.includes(",")) found.push(text);
  else if (!text.includes(".")) found.push(text.replace(/,(?=\d)/g, "."));
  found.push(text.replace(GROUPS_BY_POINT, (hit) => hit.replace(/\./g, "").replace(",", ".")));
  found.push(text.replace(GROUPS_BY_OTHERS, (hit) => hit.replace(/[,' ]/g, "")));
  found.push(text.replace(/^([-+]?)\s*(\d+) (\d+ ?\/ ?\d+)$/, "$1($2+$3)"));
  return found;
}
