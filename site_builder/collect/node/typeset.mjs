// Formulas to HTML and MathML: reads a JSON list of [tex, displayed] pairs from stdin, writes a JSON list of strings.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const katex = createRequire(process.argv[2])("katex");
const formulas = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(
  JSON.stringify(formulas.map(([tex, displayMode]) => katex.renderToString(tex, { displayMode, throwOnError: true }))),
);
