/* The page's own typefaces, written out: a picture has no way to fetch them. */

/** The @font-face rules that these elements are set in, with the files in them. */
export async function fontsOf(elements: Iterable<Element>): Promise<string> {
  const used = new Set<string>();
  for (const element of elements) {
    const { fontFamily, fontStyle } = getComputedStyle(element);
    for (const family of fontFamily.split(",")) used.add(`${bare(family)} ${fontStyle}`);
  }
  const faces = [...document.styleSheets].flatMap(facesOf).filter(({ style }) => used.has(nameOf(style)));
  return (await Promise.all(faces.map(writtenOut))).join("\n");
}

const bare = (family: string) => family.trim().replace(/^["']|["']$/g, "");

const nameOf = (style: CSSStyleDeclaration) =>
  `${bare(style.getPropertyValue("font-family"))} ${style.getPropertyValue("font-style") || "normal"}`;

function facesOf(sheet: CSSStyleSheet): CSSFontFaceRule[] {
  try {
    return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
  } catch {
    return []; // a sheet of another site, which an extension may have brought
  }
}

/** A rule with its first file in it. Without the file it is left out, and the picture has another typeface. */
async function writtenOut(rule: CSSFontFaceRule): Promise<string> {
  const address = rule.style.getPropertyValue("src").match(/url\("?([^")]+)"?\)/)?.[1];
  if (!address) return "";
  try {
    const answer = await fetch(new URL(address, rule.parentStyleSheet?.href ?? document.baseURI));
    if (!answer.ok) return "";
    const written = await dataUrl(await answer.blob());
    return rule.cssText.replace(/src:[^;}]*(;|(?=\}))/, `src: url("${written}");`);
  } catch {
    return "";
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
