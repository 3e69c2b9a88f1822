// Brotli for servers that use it: `node compress.mjs WORK_DIR` reads every file of WORK_DIR/in, writes WORK_DIR/out.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [work] = process.argv.slice(2);
for (const name of readdirSync(path.join(work, "in"))) {
  const content = readFileSync(path.join(work, "in", name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(path.join(work, "out", name), brotliCompressSync(content, { params }));
}
