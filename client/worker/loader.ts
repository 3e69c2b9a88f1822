// Stands between stlite and Pyodide: stlite imports this module as its `pyodideUrl` and calls loadPyodide().
// Everything is fetched in parallel, from this folder, as soon as the module is imported; the Python packages arrive
// as one archive and are unpacked into the file system, so no package manager runs in the browser.

const here = (name) => new URL(name, import.meta.url).href;
const SITE_PACKAGES = "/lib/python3.13/site-packages";
const HOME = "/home/pyodide";
const told = new URLSearchParams(self.location.hash.slice(1)); // by the page, see render.py
const app = new URL(told.get("app"), self.location.href).href;

// Downloads that Pyodide will ask for later: it gets the answers that are already on their way.
const nativeFetch = self.fetch.bind(self);
const early = new Map([
  [here("pyodide.asm.wasm"), download(here("pyodide.asm.wasm"))],
  [here("python_stdlib.zip"), unpacked(here("python_stdlib.zip.gz")).then((bytes) => new Response(bytes))],
]);
self.fetch = (resource, options) => {
  const started = early.get(String(resource));
  early.delete(String(resource));
  return started ?? nativeFetch(resource, options);
};
const packages = unpacked(here("site-packages.tar.gz"));
const book = unpacked(app);
const laterNames = fetched(here("later.json")).then((response) => response.json());
const charts = told.has("charts") ? unpacked(here("later.tar.gz")) : null;
const data = told.has("data") ? lessonData(told.get("data")) : null;
// Pyodide waits for ever for an interpreter that cannot be had; the page must hear of it.
const missing = new Promise((_, reject) => Promise.all([...early.values(), packages, book, laterNames]).catch(reject));
const python = Promise.race([start(), missing]);
python.catch((error) => postMessage({ type: "book:failed", reason: error.message }));

/** What stlite calls; its options are those that `start` sets. */
export function loadPyodide() {
  return python;
}

/** Tell the page that one more step of the start is done, and note when (benchmarks/start.py reads the marks). */
function step(name) {
  performance.mark(`book:${name}`);
  postMessage({ type: "book:step" });
}

async function start() {
  const [{ loadPyodide: load }, lock] = await Promise.all([
    import("./pyodide.mjs"),
    fetched(here("runtime-lock.json")).then((response) => response.json()),
    import("./pyodide.asm.js"),
  ]);
  const pyodide = await load({ indexURL: here("./"), lockFileContents: lock, stdout: console.log, stderr: console.error });
  step("python");
  writeTar(pyodide.FS, await packages, SITE_PACKAGES);
  writeTar(pyodide.FS, await book, HOME);
  const bytes = await data;
  if (bytes) pyodide.FS.writeFile(`${HOME}/${told.get("file")}`, bytes);
  step("unpacked");
  pyodide.loadPackage = async () => []; // all packages are there already
  const unpack = (tar) => writeTar(pyodide.FS, tar, SITE_PACKAGES);
  const later = pyodide.pyimport("later").expect(await laterNames, here("later.tar.gz"), unpack);
  if (charts) {
    unpack(await charts);
    later.arrived();
  }
  pyodide.pyimport("browser_patches").apply();
  self.addEventListener("message", async ({ data }) => {
    if (data !== "book:rest" || !later.needed) return;
    // Should this fail, the first import of one of those modules tries once more, and says what is wrong.
    const tar = await unpacked(here("later.tar.gz")).catch(() => null);
    if (!tar || !later.needed) return;
    await writeTarAside(pyodide.FS, tar, SITE_PACKAGES);
    if (later.needed) later.arrived();
  });
  performance.mark("book:imported");
  return pyodide;
}

/** A file that nothing works without. Filters answer with a web page of their own in its place. */
async function fetched(address) {
  const response = await nativeFetch(address).catch(() => {
    throw new Error(`${address} could not be fetched`);
  });
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  if (/^text\/html/.test(response.headers.get("Content-Type"))) throw new Error(replaced(address));
  return response;
}

const replaced = (address) => `${address} was replaced by a web page on its way here; a network filter may do that`;

async function download(address) {
  const response = await fetched(address);
  step(`fetched ${address.split("/").at(-1)}`);
  return response;
}

/** The file that the page's lesson works with, or null: then Python asks for it again and says what is wrong. */
async function lessonData(address) {
  try {
    const response = await nativeFetch(address);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** The bytes of a .tar.gz. Some servers declare it as gzip-encoded, and then the browser has inflated it already. */
async function unpacked(address) {
  const bytes = new Uint8Array(await (await download(address)).arrayBuffer());
  if (bytes[0] === 0x3c) throw new Error(replaced(address)); // "<", under whatever type
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}

/** The plain files of a ustar archive (site_builder/archive.py makes it): writes one into Pyodide's file system at each step. */
function* writing(FS, tar, root) {
  const text = (from, length) => {
    const end = tar.indexOf(0, from);
    return new TextDecoder().decode(tar.subarray(from, Math.min(end < 0 ? from + length : end, from + length)));
  };
  const made = new Set();
  for (let at = 0; tar[at]; ) {
    const prefix = text(at + 345, 155);
    const path = `${root}/${prefix ? `${prefix}/` : ""}${text(at, 100)}`;
    const size = parseInt(text(at + 124, 12), 8);
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) {
      FS.mkdirTree(folder);
      made.add(folder);
    }
    yield FS.writeFile(path, tar.subarray(at + 512, at + 512 + size), { canOwn: true });
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

function writeTar(FS, tar, root) {
  for (const _ of writing(FS, tar, root));
}

/** The same in small portions: between them Python answers the page. */
async function writeTarAside(FS, tar, root) {
  const portion = () => performance.now() + 8; // ms
  let end = portion();
  for (const _ of writing(FS, tar, root)) {
    if (performance.now() < end) continue;
    await new Promise((resolve) => setTimeout(resolve, 8));
    end = portion();
  }
}
