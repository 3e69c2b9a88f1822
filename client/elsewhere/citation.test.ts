import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { bibtexOf, citedOf, sentenceOf } from "./citation.ts";
import edition from "./edition.json";

const DAY = new Date(2026, 10, 7);
const SHAPES = citedOf("Shapes · Hidden Layers", "https://x.org/book/shapes/?sizes=2-3-1#top", DAY);

test("a page is cited by its title and its address, without the reader's network", () => {
  deepEqual(SHAPES, { title: "Shapes", url: "https://x.org/book/shapes/", on: "2026-11-07" });
  deepEqual(citedOf("Hidden Layers", "https://x.org/", DAY), { title: "", url: "https://x.org/", on: "2026-11-07" });
});

test("a copy on the reader's own machine has no address for others", () => {
  for (const page of ["http://localhost:8501/shapes", "http://127.0.0.1:8000/", "http://[::1]:8/", "file:///a.html"]) {
    equal(citedOf("Shapes · Hidden Layers", page, DAY).url, "", page);
  }
  ok(!bibtexOf({ ...SHAPES, url: "" }).includes("url"));
  ok(sentenceOf({ ...SHAPES, url: "" }).endsWith(`edition ${edition.version}.`));
});

test("the entry names page, book, authors, year, edition and address", () => {
  deepEqual(bibtexOf(SHAPES).split("\n"), [
    "@incollection{hidden_layers_shapes,",
    "  title = {{Shapes}},",
    `  booktitle = {{${edition.title}}},`,
    `  author = {{${edition.authors[0]}}},`,
    `  year = {${edition.released.slice(0, 4)}},`,
    `  edition = {${edition.version}},`,
    `  note = {Interactive textbook, released ${edition.released}},`,
    "  url = {https://x.org/book/shapes/},",
    "  urldate = {2026-11-07},",
    "}",
  ]);
  ok(sentenceOf(SHAPES).endsWith("https://x.org/book/shapes/, read on 2026-11-07."));
  ok(bibtexOf({ ...SHAPES, title: "" }).startsWith(`@book{hidden_layers,\n  title = {{${edition.title}}},`));
});

test("nothing in a title is a command of TeX, and its braces close", () => {
  const entry = bibtexOf({ ...SHAPES, title: "50 % of {x_1 & y} \\~^" });
  ok(entry.includes("{{50 \\% of \\{x\\_1 \\& y\\} \\textbackslash{}\\textasciitilde{}\\textasciicircum{}}}"));
  ok(entry.startsWith("@incollection{hidden_layers_50_of_x_1_y,"));
});
