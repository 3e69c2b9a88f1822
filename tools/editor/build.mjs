// Builds widgets/code/editor/code_cell.js from src/code_cell.js, with the licences of what is in it and a record of the
// versions and hashes, which tests/widgets/code/test_code_cells.py checks. Run: npm ci && npm run build

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const source = "src/code_cell.js";
const target = "../../widgets/code/editor/";
const result = await build({
  entryPoints: [source],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});
const script = result.outputFiles[0].contents;
writeFileSync(`${target}code_cell.js`, script);

const names = new Set();
for (const path of Object.keys(result.metafile.inputs)) {
  const found = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) names.add(found[1]);
}
const packages = [...names].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  return { name, version, license, text: readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim() };
});
writeFileSync(
  `${target}LICENCES.txt`,
  packages.map(({ name, version, text }) => `${name} ${version}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`),
);
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const record = {
  script_sha256: hash(script),
  source_sha256: hash(readFileSync(source)),
  packages: Object.fromEntries(packages.map(({ name, version, license }) => [name, `${version} (${license})`])),
};
writeFileSync(`${target}build.json`, `${JSON.stringify(record, null, 2)}\n`);
console.log(`code_cell.js: ${Math.round(script.length / 1024)} KiB`);
