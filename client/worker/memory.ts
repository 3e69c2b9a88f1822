// Python's memory when all is imported that every page begins with, NumPy and much of the book too, kept on the reader's
// device: the next visit begins with it, and need not start Python and import all that once more. It is taken before a page
// is drawn, so there is nothing of a page or of its reader in it. Where nothing can be kept, each visit begins anew.

import { type Emscripten, type Loaded, loadedAfter } from "./libraries.ts";

declare const self: DedicatedWorkerGlobalScope;

/** What is used of Pyodide's snapshots (the patch memory_kept). */
export interface Snapshots {
  _api: { config: { _makeSnapshot?: boolean } };
  _module: Emscripten;
  makeMemorySnapshot(options: { serializer: (held: unknown) => string }): Uint8Array<ArrayBuffer>;
}

export interface Memory {
  bytes: Uint8Array<ArrayBuffer>;
  loaded: Loaded;
}

// A folder of this book's on the device.
const FOLDER = `Python's memory at ${new URL("../../", import.meta.url)}`.replaceAll("/", "|");
const END = new TextEncoder().encode("whole"); // written last
// What Python's modules hold of the browser by then.
const HELD = ["self", "Object", "postMessage"] as const;

function nameOf(held: unknown): string {
  const name = HELD.find((name) => self[name as keyof typeof self] === held);
  if (!name) throw new Error(`no module was known to hold ${held}`);
  return name;
}

/** What Python held, in this visit. */
export const named = (name: string): unknown => self[name as keyof typeof self];

/** Python's memory as it is now. own: how many symbols it had before it loaded libraries. */
export function memoryOf(pyodide: Snapshots, own: number): Memory | null {
  const { config } = pyodide._api;
  config._makeSnapshot = true; // given to loadPyodide, it would put proxies around all that Python sees of the browser
  try {
    return {
      bytes: pyodide.makeMemorySnapshot({ serializer: nameOf }),
      loaded: loadedAfter(own, pyodide._module),
    };
  } catch (error) {
    console.warn("Python's memory cannot be kept for the next visit:", error);
    return null;
  } finally {
    config._makeSnapshot = false;
  }
}

/** What an earlier visit has kept under this name, if it is whole. */
export async function keptMemory(name: string): Promise<Memory | null> {
  try {
    const file = await (await folder()).getFileHandle(name);
    const all = await using(file, (handle) => {
      const bytes = new Uint8Array(handle.getSize());
      handle.read(bytes);
      return bytes;
    });
    const ends = [...all.subarray(-END.length)].join() === END.join();
    const [size, told] = new Uint32Array(all.slice(-END.length - 8, -END.length).buffer);
    if (!ends || size! + told! + 8 + END.length !== all.length) return null;
    const text = new TextDecoder().decode(all.subarray(size!, size! + told!));
    return { bytes: all.subarray(0, size!), loaded: JSON.parse(text) };
  } catch {
    return null; // nothing is kept, another page reads it at this moment, or this browser keeps nothing
  }
}

/** Keep it for the next visit, and none that was kept under another name. */
export async function keepMemory(name: string, { bytes, loaded }: Memory): Promise<void> {
  await forgetMemory();
  const file = await (await folder({ create: true })).getFileHandle(name, { create: true });
  const text = new TextEncoder().encode(JSON.stringify(loaded));
  await using(file, (handle) => {
    let at = 0;
    for (const part of [bytes, text, new Uint32Array([bytes.length, text.length]), END])
      at += handle.write(part, { at });
  });
}

/** The next visit begins anew. */
export async function forgetMemory(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => {}); // there may be none
}

async function folder(options?: FileSystemGetDirectoryOptions): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, options);
}

/** The worker's own way to a file: it takes a quarter of the time that the page's takes for fifty megabytes. */
async function using<T>(file: FileSystemFileHandle, use: (handle: FileSystemSyncAccessHandle) => T): Promise<T> {
  const handle = await file.createSyncAccessHandle();
  try {
    return use(handle);
  } finally {
    handle.close();
  }
}
