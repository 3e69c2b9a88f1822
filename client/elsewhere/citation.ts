/* How a page of the book is cited: a sentence, and an entry of a bibliography. */

import edition from "./edition.json"; // what CITATION.cff says; tests/press holds them equal

const KEY = "hidden_layers";

/** What is cited. title: of the page, or "" for the book; url: where it is, or "" if others cannot go there; on: the day. */
export interface Cited {
  title: string;
  url: string;
  on: string;
}

/** The page of this address, whose tab is called tab, as read on this day. */
export function citedOf(tab: string, page: string, day: Date): Cited {
  const { protocol, hostname, origin, pathname } = new URL(page);
  const own = protocol === "file:" || /(^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname);
  const parts = tab.split(" · ");
  const on = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return {
    title: parts.slice(0, -1).join(" · "),
    url: own ? "" : origin + pathname,
    on: on.map((part) => String(part).padStart(2, "0")).join("-"),
  };
}

export function sentenceOf({ title, url, on }: Cited): string {
  const where = url ? ` ${url}, read on ${on}.` : "";
  const page = title ? `“${title}”. In ` : "";
  return `${edition.authors.join(", ")} (${year()}): ${page}${edition.title}, edition ${edition.version}.${where}`;
}

/** Doubled braces keep the authors one name, and the capitals of titles. */
export function bibtexOf({ title, url, on }: Cited): string {
  const name = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const book = `{${escaped(edition.title)}}`;
  const fields = [
    ...(title ? [["title", `{${escaped(title)}}`] as const, ["booktitle", book] as const] : [["title", book] as const]),
    ["author", edition.authors.map((author) => `{${escaped(author)}}`).join(" and ")],
    ["year", year()],
    ["edition", edition.version],
    ["note", `Interactive textbook, released ${edition.released}`],
    ...(url
      ? [
          ["url", url],
          ["urldate", on],
        ]
      : []),
  ];
  const lines = fields.map(([field, text]) => `  ${field} = {${text}},`);
  return [`@${title ? "incollection" : "book"}{${[KEY, ...name].join("_")},`, ...lines, "}"].join("\n");
}

const year = () => edition.released.slice(0, 4);

// What TeX reads as a command.
const MARKS: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};
const escaped = (text: string) => text.replace(/[\\{}$&#%_~^]/g, (mark) => MARKS[mark] ?? `\\${mark}`);
