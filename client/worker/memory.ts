// Python's memory when all is imported that every page begins with, kept on the reader's device: the next visit begins
// with it, and need not start Python and import all that once more. It is taken before the book comes in, so there is
// nothing of a page or of its reader in it. Without a cache, or with one that is full, each visit begins anew.

declare const self: DedicatedWorkerGlobalScope;

/** What is used of Pyodide's snapshots (the patch memory_kept). */
export interface Snapshots {
  _api: { config: { _makeSnapshot?: boolean } };
  makeMemorySnapshot(options: { serializer: (held: unknown) => string }): Uint8Array<ArrayBuffer>;
}

// The folder is named by a hash of all that comes into this memory.
const ADDRESS = new URL("memory", import.meta.url).href;
const CACHE = `Python's memory at ${new URL("../../", ADDRESS)}`;
const CAN_KEEP = "caches" in self; // only at https addresses and on the reader's own machine
// What Python's modules hold of the browser by then.
const HELD = ["self", "Object", "postMessage"] as const;

function nameOf(held: unknown): string {
  const name = HELD.find((name) => self[name as keyof typeof self] === held);
  if (!name) throw new Error(`no module was known to hold ${held}`);
  return name;
}

/** What Python held, in this visit. */
export const named = (name: string): unknown => self[name as keyof typeof self];

/** What an earlier visit has kept, if it is whole. */
export async function keptMemory(): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!CAN_KEEP) return null;
  try {
    const kept = await caches.match(ADDRESS, { cacheName: CACHE });
    const bytes = new Uint8Array((await kept?.arrayBuffer()) ?? []);
    return bytes.length > 0 && bytes.length === Number(kept?.headers.get("Content-Length")) ? bytes : null;
  } catch {
    return null; // a browser that lets nothing be kept, or a damaged disk
  }
}

/** Python's memory as it is now, for `keepMemory`. */
export function memoryOf(pyodide: Snapshots): Uint8Array<ArrayBuffer> | null {
  if (!CAN_KEEP) return null;
  const { config } = pyodide._api;
  config._makeSnapshot = true; // given to loadPyodide, it would put proxies around all that Python sees of the browser
  try {
    return pyodide.makeMemorySnapshot({ serializer: nameOf });
  } finally {
    config._makeSnapshot = false;
  }
}

/** Keep it for the next visit, and none of another version of Python or of its packages. */
export async function keepMemory(memory: Uint8Array<ArrayBuffer>): Promise<void> {
  await forgetMemory();
  const headers = { "Content-Length": String(memory.length) };
  await (await caches.open(CACHE)).put(ADDRESS, new Response(memory, { headers }));
}

/** The next visit begins anew. */
export async function forgetMemory(): Promise<void> {
  if (CAN_KEEP) await caches.delete(CACHE);
}
