// Python's memory when all is imported that every page begins with, NumPy and much of the book too, kept on the reader's
// device: the next visit begins with it, and need not start Python and import all that once more. It is taken before a page
// is drawn, so there is nothing of a page or of its reader in it. Where nothing can be kept, each visit begins anew.

import { type Emscripten, type Loaded, loadedAfter } from "./libraries.ts";

declare const self: DedicatedWorkerGlobalScope;

/** What is used of Pyodide's snapshots (the patch memory_kept). */
export interface Snapshots {
  _api: { config: { _makeSnapshot?: boolean; _loadSnapshot?: Uint8Array | undefined } };
  _module: Emscripten;
  makeMemorySnapshot(options: { serializer: (held: unknown) => string }): Uint8Array<ArrayBuffer>;
}

export interface Memory {
  bytes: Uint8Array<ArrayBuffer>;
  loaded: Loaded;
  archives: Uint8Array<ArrayBuffer>[]; // whose files Python has: to inflate them again takes longer than to read them
}

// A folder of this book's on the device.
const FOLDER = `Python's memory at ${new URL("../../", import.meta.url)}`.replaceAll("/", "|");
const CAN_KEEP = "storage" in navigator && "getDirectory" in navigator.storage; // at https addresses, in most browsers
const END = new TextEncoder().encode("whole"); // written last
const AT_ONCE = 4e6; // bytes that are written before Python may hear what the reader does
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
export function memoryOf(pyodide: Snapshots, own: number, archives: Memory["archives"]): Memory | null {
  if (!CAN_KEEP) return null;
  const { config } = pyodide._api;
  config._makeSnapshot = true; // given to loadPyodide, it would put proxies around all that Python sees of the browser
  try {
    return {
      bytes: pyodide.makeMemorySnapshot({ serializer: nameOf }),
      loaded: loadedAfter(own, pyodide._module),
      archives,
    };
  } catch (error) {
    console.warn("Python's memory cannot be kept for the next visit:", error);
    return null;
  } finally {
    config._makeSnapshot = false;
  }
}

// The file: the parts, how large they are and what is loaded as JSON, how long that is, and the end.
interface Told {
  sizes: number[];
  loaded: Loaded;
}

/** What an earlier visit has kept under this name, if it is whole. */
export async function keptMemory(name: string): Promise<Memory | null> {
  try {
    const handle = await (await fileOf(name)).createSyncAccessHandle(); // four times as quick as the page's way
    try {
      return partsOf(handle);
    } finally {
      handle.close();
    }
  } catch {
    return null; // nothing is kept, another page reads it at this moment, or this browser keeps nothing
  }
}

function partsOf(handle: FileSystemSyncAccessHandle): Memory | null {
  const read = (from: number, to: number) => {
    const bytes = new Uint8Array(to - from); // of its own: files that Python has keep theirs alive
    handle.read(bytes, { at: from });
    return bytes;
  };
  const end = handle.getSize() - END.length;
  if (read(end, end + END.length).join() !== END.join()) return null;
  const length = new DataView(read(end - 4, end).buffer).getUint32(0);
  const told: Told = JSON.parse(new TextDecoder().decode(read(end - 4 - length, end - 4)));
  let at = 0;
  const [bytes, ...archives] = told.sizes.map((size) => {
    at += size;
    return read(at - size, at);
  });
  return bytes && at === end - 4 - length ? { bytes, archives, loaded: told.loaded } : null;
}

/** Keep it for the next visit, and none that was kept under another name. Where there is no room for it, nothing is kept. */
export async function keepMemory(name: string, { bytes, loaded, archives }: Memory): Promise<void> {
  await forgetMemory();
  const parts = [bytes, ...archives];
  const told: Told = { sizes: parts.map((part) => part.length), loaded };
  const text = new TextEncoder().encode(JSON.stringify(told));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length);
  const handle = await (await fileOf(name, { create: true })).createSyncAccessHandle();
  try {
    for (const part of [...parts.flatMap(pieces), text, new Uint8Array(length.buffer), END]) {
      // Chromium says so by a large number.
      if (handle.write(part) !== part.length) throw new Error("there is no room for it");
      await new Promise((resolve) => setTimeout(resolve));
    }
  } catch {
    handle.truncate(0);
  } finally {
    handle.close();
  }
}

function pieces(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const count = Math.ceil(bytes.length / AT_ONCE);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * AT_ONCE, (at + 1) * AT_ONCE));
}

/** The next visit begins anew. */
export async function forgetMemory(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => {}); // there may be none
}

async function fileOf(name: string, options?: FileSystemGetFileOptions): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle(FOLDER, options)).getFileHandle(name, options);
}
