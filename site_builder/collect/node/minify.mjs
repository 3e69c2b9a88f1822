// Scripts in fewer bytes: `node minify.mjs PACKAGE_JSON WORK_DIR` reads every file of WORK_DIR/in, writes WORK_DIR/out.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [packageFile, work] = process.argv.slice(2);
const { transformSync } = createRequire(packageFile)("esbuild");
for (const name of readdirSync(path.join(work, "in"))) {
  const { code } = transformSync(readFileSync(path.join(work, "in", name), "utf8"), { minify: true, charset: "utf8" });
  writeFileSync(path.join(work, "out", name), code);
}
