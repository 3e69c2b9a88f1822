// Bundles the book's scripts with esbuild:
//
//   node client/build.mjs widgets [FOLDER]     what figures run in the page, into widgets/scripts (which is kept in git)
//   node client/build.mjs page FOLDER          what the static site's pages and workers run
//   node client/build.mjs platform FOLDER      what a package for a learning platform runs
//   node client/build.mjs press FILE           what the press runs in the site's pages, as the global `press`
//   node client/build.mjs module FILE TARGET   one module with all that it imports, for Python's tests
//   node client/build.mjs test                 runs the tests of the modules under node

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const COMMON = {
  absWorkingDir: HERE,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  preserveSymlinks: true, // names are made from paths: the same in a copy whose packages are a link
};

// The name by which widgets/kit/component.py mounts each, and where its text begins.
const WIDGETS = {
  address: "kit/address.ts",
  canvas: "digits/canvas.ts",
  changes: "kit/changes.ts",
  code_cell: "code/code_cell.ts",
  figure: "figure/component.ts",
  film: "film/component.ts",
  go_to: "kit/go_to.ts",
  keeper: "progress/keeper.ts",
  keys: "kit/keys.ts",
  number_grid: "forward/number_grid.ts",
  page_repairs: "kit/page_repairs.ts",
  playground: "playground/component.ts",
  playground_ears: "playground/ears.ts",
  reading: "progress/reading.ts",
};
// The same, each in parts: what a reader may never ask for is fetched when they do.
const PARTED = { elsewhere: "elsewhere/component.ts" };

/** Each under a name that carries its hash: a browser may keep it for ever. */
async function buildWidgets(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith(".js")) rmSync(join(folder, name));
  const bundle = (scripts, splitting) =>
    build({
      ...COMMON,
      entryPoints: Object.entries(scripts).map(([out, path]) => ({ in: path, out })),
      outdir: folder,
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      splitting,
      minify: true,
      metafile: true,
    });
  const bundles = await Promise.all([bundle(WIDGETS, false), bundle(PARTED, true)]);
  const read = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(folder, "LICENCES.txt"), licences(read));
}

/** The licences of the packages whose files are in a bundle. */
function licences(paths) {
  const found = paths.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean);
  const texts = [...new Set(found)].sort().map((name) => {
    const folder = join(ROOT, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** Modules of the page, and scripts that are none: of the page's head, of the worker, of the service worker. */
async function buildPage(folder) {
  const modules = ["boot", "early", "enliven", "offline"].map((name) => ({ in: `page/${name}.ts`, out: name }));
  await build({ ...COMMON, entryPoints: modules, outdir: folder, minify: true });
  const loader = { entryPoints: ["worker/loader.ts"], outfile: join(folder, "loader.js") };
  await build({ ...COMMON, ...loader, minify: true });
  const scripts = ["worker", "sw"].map((name) => ({ in: `worker/${name}.ts`, out: name }));
  await build({ ...COMMON, entryPoints: scripts, outdir: folder, format: "iife", minify: true });
  // Browsers that are too old for everything else must understand these.
  const first = [
    { in: "page/watch.ts", out: "watch" },
    { in: "check/check.ts", out: "check" },
  ];
  await build({ ...COMMON, entryPoints: first, outdir: folder, format: "iife", target: "es5", minify: true });
  // Inside the page as well, but of no use where modules are not understood.
  const only = { entryPoints: ["page/only.ts"], outfile: join(folder, "only.js") };
  await build({ ...COMMON, ...only, format: "iife", minify: true });
}

/** The page around the book, and what each of the book's pages has besides. */
async function buildPlatform(folder) {
  const scripts = ["shell", "address"].map((name) => ({ in: `platform/${name}.ts`, out: name }));
  await build({ ...COMMON, entryPoints: scripts, outdir: folder, format: "iife", target: "es2020", minify: true });
}

/** All in one process: to start one takes longer than to run them. */
async function runTests() {
  const target = join(ROOT, "node_modules", ".cache", "client-tests.mjs");
  const tests = readdirSync(HERE, { recursive: true }).filter((path) => path.endsWith(".test.ts"));
  const contents = tests.map((path) => `import ${JSON.stringify(`./${path}`)};`).join("\n");
  const options = { stdin: { contents, resolveDir: HERE }, outfile: target, platform: "node", sourcemap: "inline" };
  await build({ ...COMMON, ...options });
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test-reporter=dot", target], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}

const [what, ...given] = process.argv.slice(2);
const COMMANDS = {
  widgets: ([folder = join(ROOT, "widgets", "scripts")]) => buildWidgets(resolve(folder)),
  page: ([folder]) => buildPage(resolve(folder)),
  platform: ([folder]) => buildPlatform(resolve(folder)),
  press: ([target]) =>
    build({
      ...COMMON,
      entryPoints: ["press/press.ts"],
      outfile: resolve(target),
      format: "iife",
      globalName: "press",
    }),
  module: ([file, target]) => build({ ...COMMON, entryPoints: [resolve(file)], outfile: resolve(target) }),
  test: runTests,
};
if (!(what in COMMANDS)) throw new Error(`client/build.mjs: expected ${Object.keys(COMMANDS).join(", ")}, got ${what}`);
await COMMANDS[what](given);
