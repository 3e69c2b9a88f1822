/* One number as people write it, by the rules of widgets/kit/written_numbers.py: { value, decimals }, or null if there is
   none in the text. decimals: how many were written; Infinity for a fraction or a product, which are exact. */
const ALIKE = [
  [/[−–—‒‐‑﹣－]/g, "-"], [/[⋅∙•·×✕✖⨯]/g, "*"], [/[⁄∕÷]/g, "/"], [/[’‘`´]/g, "'"], [/，/g, ","], [/．|٫/g, "."], [/％/g, "%"],
  [/[０-９]/g, (sign) => String(sign.charCodeAt(0) - 0xff10)], [/\p{Cf}/gu, ""], [/\p{Zs}/gu, " "], [/\*\*/g, "^"],
];
const FRACTIONS = { "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅐": 1 / 7, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8, "⅑": 1 / 9, "⅒": 1 / 10 };
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
const WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

export function readNumber(text) {
  if (text.length > 80) return null;
  for (const variant of commas(plain(text))) {
    const value = arithmetic(variant);
    if (value === null || !Number.isFinite(value)) continue;
    const written = variant.trim().match(/^[-+]?(?:\d+\.?(\d*)|\.(\d+))$/);
    return { value, decimals: written ? (written[1] ?? written[2]).length : Infinity };
  }
  return null;
}

function plain(text) {
  for (const [alike, sign] of ALIKE) text = text.replace(alike, sign);
  return text
    .replace(/(\d+)?\s*([¼-¾⅐-⅞])/g, (_, whole, fraction) => String(Number(whole ?? 0) + FRACTIONS[fraction]))
    .replace(new RegExp(`[${RAISED}]+`, "g"), (power) => `^(${[...power].map((sign) => "0123456789-+"[RAISED.indexOf(sign)]).join("")})`)
    .replace(/([\d.])\s*\*\s*10\^(?:\(([-+]?\d+)\)|([-+]?\d+))/g, (_, digit, a, b) => `${digit}e${a ?? b}`)
    .replace(/\bper ?cent\b/gi, "%").replace(/\b(?:(?:a|one) )?half\b/gi, "0.5").replace(/\bminus\b/gi, "-").replace(/\bplus\b/gi, "+")
    .replace(/\p{L}+/gu, (word) => (WORDS.includes(word.toLowerCase()) ? WORDS.indexOf(word.toLowerCase()) : word))
    .replace(/^[\p{L}_][\p{L}\p{N}_]*\s*[=≈:]/u, "").replace(/([\d)\]%])\s*x\s*(?=[\d([.+-])/gi, "$1*")
    .replace(/\[/g, "(").replace(/\]/g, ")").replace(/^[\s=≈~>≥:]+|[\s.,;:!?]+$/g, "");
}

/* Comma and point may part decimals or thousands; a space may part thousands, or a whole number and its fraction. */
function commas(text) {
  const found = [];
  if (!text.includes(",")) found.push(text);
  else if (!text.includes(".")) found.push(text.replace(/,(?=\d)/g, "."));
  found.push(text.replace(/(?<![\d.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.,])/g, (hit) => hit.replace(/\./g, "").replace(",", ".")));
  found.push(text.replace(/(?<![\d.,])\d{1,3}(?:[,' ]\d{3})+(?![\d,'])/g, (hit) => hit.replace(/[,' ]/g, "")));
  found.push(text.replace(/^([-+]?)\s*(\d+) (\d+ ?\/ ?\d+)$/, "$1($2+$3)"));
  return found;
}

/* Powers bind first, then · and /, then + and −; null if the text is no arithmetic. */
function arithmetic(text) {
  const tokens = [];
  const token = /\s*((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+*/^()%])/iy;
  for (let hit; (hit = token.exec(text)); ) tokens.push(hit[1]);
  if (!tokens.length || tokens.reduce((rest, part) => rest.replace(part, ""), text).trim()) return null;
  const next = (...signs) => (signs.includes(tokens[0]) ? tokens.shift() : "");
  const atom = () => {
    if (next("(")) { const inside = sum(); return next(")") ? inside : NaN; }
    return /\d/.test(tokens[0] ?? "") ? Number(tokens.shift()) : NaN;
  };
  const signed = () => {
    const sign = next("+", "-");
    if (sign) return sign === "-" ? -signed() : signed();
    let base = atom();
    while (next("%")) base /= 100;
    return next("^") ? base ** signed() : base;
  };
  const chain = (part, one, other, join) => {
    let total = part();
    for (let sign; (sign = next(one, other)); ) total = join(total, part(), sign);
    return total;
  };
  const product = () => chain(signed, "*", "/", (a, b, sign) => (sign === "*" ? a * b : a / b));
  const sum = () => chain(product, "+", "-", (a, b, sign) => (sign === "+" ? a + b : a - b));
  const total = sum();
  return tokens.length || Number.isNaN(total) ? null : total;
}
