// Python's memory when all is imported that every page begins with, kept on the reader's device: the next visit begins
// with it, and need not start Python and import all that once more. It is taken before the book comes in, so there is
// nothing of a page or of its reader in it. Where nothing can be kept, each visit begins anew.

declare const self: DedicatedWorkerGlobalScope;

/** What is used of Pyodide's snapshots (the patch memory_kept). */
export interface Snapshots {
  _api: { config: { _makeSnapshot?: boolean } };
  makeMemorySnapshot(options: { serializer: (held: unknown) => string }): Uint8Array<ArrayBuffer>;
}

// A folder of this book's on the device, and in it a file that is named by a hash of all that comes into this memory.
const FOLDER = `Python's memory at ${new URL("../../", import.meta.url)}`.replaceAll("/", "|");
const FILE = new URL(".", import.meta.url).pathname.split("/").at(-2) ?? "";
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

/** What an earlier visit has kept, if it is whole. */
export async function keptMemory(): Promise<Uint8Array | null> {
  try {
    const file = await (await folder()).getFileHandle(FILE);
    const bytes = await using(file, (handle) => {
      const bytes = new Uint8Array(handle.getSize());
      handle.read(bytes);
      return bytes;
    });
    const memory = bytes.subarray(0, -END.length);
    return END.every((byte, at) => bytes[memory.length + at] === byte) ? memory : null;
  } catch {
    return null; // nothing is kept, another page reads it at this moment, or this browser keeps nothing
  }
}

/** Python's memory as it is now, for `keepMemory`. */
export function memoryOf(pyodide: Snapshots): Uint8Array<ArrayBuffer> | null {
  const { config } = pyodide._api;
  config._makeSnapshot = true; // given to loadPyodide, it would put proxies around all that Python sees of the browser
  try {
    return pyodide.makeMemorySnapshot({ serializer: nameOf });
  } catch (error) {
    console.warn("Python's memory cannot be kept for the next visit:", error);
    return null;
  } finally {
    config._makeSnapshot = false;
  }
}

/** Keep it for the next visit, and none of another version of Python or of its packages. */
export async function keepMemory(memory: Uint8Array<ArrayBuffer>): Promise<void> {
  await forgetMemory();
  const file = await (await folder({ create: true })).getFileHandle(FILE, { create: true });
  await using(file, (handle) => {
    handle.write(memory);
    handle.write(END, { at: memory.length });
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

/** The worker's own way to a file: 36 MB come in a quarter of the time that the page's takes. */
async function using<T>(file: FileSystemFileHandle, use: (handle: FileSystemSyncAccessHandle) => T): Promise<T> {
  const handle = await file.createSyncAccessHandle();
  try {
    return use(handle);
  } finally {
    handle.close();
  }
}
