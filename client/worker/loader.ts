// Stands between stlite and Pyodide: stlite imports this module as its `pyodideUrl` and calls loadPyodide().
// What the start needs is asked for as soon as the module is imported, from this folder; the Python packages arrive as one
// archive and are unpacked into the file system, so no package manager runs in the browser.

import type { FromWorker, ToWorker } from "../messages.ts";
import { answerCompilingWith, answerFetchesWith, fetched, fetchedIfThere, inflated, inTurn } from "./fetched.ts";
import { countSymbols, loadAgain } from "./libraries.ts";
import { forgetMemory, keepMemory, keptMemory, type Memory, memoryOf, named, type Snapshots } from "./memory.ts";
import { type FileSystem, filesOf, writeTar } from "./tar.ts";

declare const self: DedicatedWorkerGlobalScope;

/** upstream/python/later.py. */
interface Later {
  needed: boolean;
  arrived(): void;
}

interface Pyodide extends Snapshots {
  FS: FileSystem;
  loadPackage(): Promise<unknown[]>;
  pyimport(name: "later"): { expect(names: string[], address: string, unpack: (tar: Uint8Array) => void): Later };
  pyimport(name: "packed"): { add(folder: string): void };
  pyimport(name: "browser_patches"): { apply(): boolean; begin(): void };
}

type Archive = Promise<Uint8Array<ArrayBuffer>>;

const here = (name: string) => new URL(name, import.meta.url).href;
const SITE_PACKAGES = "/lib/python3.13/site-packages";
const HOME = "/home/pyodide";
const told = new URLSearchParams(self.location.hash.slice(1)); // by the page, see render/pages.py
const app = new URL(told.get("app") ?? "", self.location.href).href;

// All that comes into Python's memory has its hash in the names of this folder and of the book's archive.
const MEMORY = `${import.meta.url.split("/").at(-2)} ${nameOf(app)}`;
const waiting = new Set<string>();
const INTERPRETER = here("pyodide.asm.wasm");
const interpreter = WebAssembly.compileStreaming(download(INTERPRETER));
const memory = keptMemory(MEMORY);
const ARCHIVES = [here("python_stdlib.zip.gz"), here("site-packages.tar.gz"), app];
const archives = ARCHIVES.map(async (address, at) => (await memory)?.archives[at] ?? unpacked(address));
const [standardLibrary, packages, book] = archives as [Archive, Archive, Archive];
answerCompilingWith(interpreter);
answerFetchesWith(
  new Map([
    [INTERPRETER, async () => new Response()], // which is compiled
    [here("python_stdlib.zip"), async () => new Response(await standardLibrary)],
  ]),
);
const scripts = Promise.all([import(here("pyodide.js")), import(here("pyodide.asm.js"))]);
const lock = fetched(here("runtime-lock.json")).then((response) => response.json());
const laterNames: Promise<Record<string, string[]>> = fetched(here("later.json")).then((response) => response.json());
const charts = told.has("charts") ? unpacked(here("charts.tar.gz")) : null;
const data = told.has("data") ? fetchedIfThere(told.get("data") ?? "") : null;
// Pyodide waits for ever for an interpreter that cannot be had; the page must hear of it.
const missing = new Promise<never>((_, reject) => {
  Promise.all([interpreter, ...archives, scripts, lock, laterNames]).catch(reject);
});
const python = Promise.race([start(), missing]);
python.catch((error: Error) => {
  say({ type: "book:failed", reason: error.message });
  void forgetMemory().catch(() => {}); // should it be the reason
});

/** What stlite calls; its options are those that `start` sets. */
export function loadPyodide(): Promise<Pyodide> {
  return python;
}

function say(message: FromWorker): void {
  self.postMessage(message);
}

/** Tell the page that one more step of the start is done, and note when (benchmarks/start.py reads the marks). */
function step(name: string): void {
  performance.mark(`book:${name}`);
  say({ type: "book:step" });
}

/** The page is told what is still on its way, and names it when nothing moves. */
function expect(address: string): void {
  waiting.add(nameOf(address));
  say({ type: "book:waiting", files: [...waiting] });
}

function arrived(address: string): void {
  waiting.delete(nameOf(address));
  say({ type: "book:waiting", files: [...waiting] });
}

function nameOf(address: string): string {
  return address.split("/").at(-1) ?? address;
}

async function download(address: string): Promise<Response> {
  expect(address);
  const response = await fetched(address);
  step(`fetched ${nameOf(address)}`);
  return response;
}

function unpacked(address: string): Promise<Uint8Array<ArrayBuffer>> {
  return inTurn(async () => {
    const bytes = await inflated(address, await download(address));
    arrived(address);
    return bytes;
  });
}

async function start(): Promise<Pyodide> {
  const kept = await memory;
  const pyodide = (kept && (await remembered(kept).catch(forgotten))) || (await imported());
  const bytes = await data; // where it did not come, Python asks for it again and says what is wrong
  if (bytes) pyodide.FS.writeFile(`${HOME}/${told.get("file")}`, bytes);
  step("unpacked");
  pyodide.loadPackage = async () => []; // all packages are there already
  await expectLater(pyodide);
  pyodide.pyimport("browser_patches").begin();
  performance.mark("book:imported");
  return pyodide;
}

async function forgotten(error: unknown): Promise<void> {
  console.warn("Python begins anew:", error);
  await forgetMemory();
}

/** Python with the memory that an earlier visit has kept. */
async function remembered(kept: Memory): Promise<Pyodide> {
  const [pyodide, code] = await Promise.all([begun(kept), compiled(kept.loaded.libraries.map(({ path }) => path))]);
  kept.bytes = new Uint8Array(); // fifty megabytes less
  loadAgain(pyodide._module, kept.loaded, code);
  writeTar(pyodide.FS, await packages, SITE_PACKAGES);
  writeTar(pyodide.FS, await book, HOME);
  performance.mark("book:remembered");
  return pyodide;
}

/** These libraries' machine code. */
async function compiled(paths: string[]): Promise<Map<string, WebAssembly.Module>> {
  const code = new Map<string, WebAssembly.Module>();
  for (const [name, bytes] of filesOf(await packages)) {
    const path = `${SITE_PACKAGES}/${name}`;
    if (paths.includes(path)) code.set(path, await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>));
  }
  return code;
}

/** Python with what every page begins with; kept for the next visit. */
async function imported(): Promise<Pyodide> {
  const pyodide = await begun();
  const own = countSymbols(pyodide._module);
  unpack(pyodide, await packages, SITE_PACKAGES);
  unpack(pyodide, await book, HOME);
  const isKept = pyodide.pyimport("browser_patches").apply();
  const taken = isKept && memoryOf(pyodide, own, await Promise.all(archives));
  if (taken) onceTold("book:replayed", () => keepMemory(MEMORY, taken).catch(() => {})); // no harm, if it fails
  return pyodide;
}

function unpack(pyodide: Pyodide, tar: Uint8Array, folder: string): void {
  writeTar(pyodide.FS, tar, folder);
  pyodide.pyimport("packed").add(folder);
}

/** The interpreter, with what Python had in its memory or with nothing. */
async function begun(kept?: Memory): Promise<Pyodide> {
  const [{ loadPyodide: load }] = await scripts;
  // There are no files of time zones to look for, which would take the notes on how Python was built.
  const env = { PYTHONTZPATH: "" };
  const before = kept && { _loadSnapshot: kept.bytes, _snapshotDeserializer: named };
  const streams = { stdout: console.log, stderr: console.error };
  const pyodide: Pyodide = await load({
    indexURL: here("./"),
    env,
    lockFileContents: await lock,
    ...streams,
    ...before,
  });
  pyodide._api.config._loadSnapshot = undefined; // which is large
  arrived(INTERPRETER);
  step("python");
  return pyodide;
}

/** The modules that no page begins with come when the page says that it is at rest, or when one of them is imported. */
async function expectLater(pyodide: Pyodide): Promise<void> {
  const add = (tar: Uint8Array) => unpack(pyodide, tar, SITE_PACKAGES);
  const addressOf = (archive: string) => here(`${archive}.tar.gz`);
  const { expect } = pyodide.pyimport("later");
  const archives = new Map<string, Later>();
  for (const [archive, names] of Object.entries(await laterNames)) {
    archives.set(archive, expect(names, addressOf(archive), add));
  }
  if (charts) {
    add(await charts);
    archives.get("charts")?.arrived();
  }
  onceTold("book:rest", async () => {
    for (const [archive, later] of archives) {
      if (!later.needed) continue;
      // Should this fail, the first import of one of those modules tries once more, and says what is wrong.
      const tar = await unpacked(addressOf(archive)).catch(() => null);
      if (!tar || !later.needed) continue;
      add(tar);
      later.arrived();
    }
  });
}

function onceTold(wanted: ToWorker, act: () => unknown): void {
  const hear = ({ data: message }: MessageEvent<ToWorker>) => {
    if (message !== wanted) return;
    self.removeEventListener("message", hear);
    act();
  };
  self.addEventListener("message", hear);
}
