// Downloads that nothing works without, and what keeps them from coming in words.

const nativeFetch = self.fetch.bind(self);

/** Filters answer with a web page of their own in a file's place. */
export async function fetched(address: string): Promise<Response> {
  const response = await nativeFetch(address).catch(() => {
    throw new Error(`${address} could not be fetched`);
  });
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  if (/^text\/html/.test(response.headers.get("Content-Type") ?? "")) throw new Error(replaced(address));
  return response;
}

const replaced = (address: string) =>
  `${address} was replaced by a web page on its way here; a network filter may do that`;

// Two at a time: browsers have six connections to a server without HTTP/2, of which the page and the reader's next act
// want some.
const turns: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

/** Large downloads come in turn. A slow line is full with two of them, and many at once keep its next request waiting. */
export function inTurn<T>(load: () => Promise<T>): Promise<T> {
  const mine = Promise.resolve(turns.shift()).then(load);
  turns.push(mine.catch(() => {}));
  return mine;
}

/** The bytes of a .tar.gz. Some servers declare it as gzip-encoded, and then the browser has inflated it already. */
export async function inflated(address: string, response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] === 0x3c) throw new Error(replaced(address)); // "<", under whatever type
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A file that may be missing: then null. */
export async function fetchedIfThere(address: string): Promise<Uint8Array | null> {
  try {
    const response = await nativeFetch(address);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** Pyodide asks for some files later: it gets the answers that are already on their way. */
export function answerFetchesWith(early: Map<string, () => Promise<Response>>): void {
  self.fetch = (resource, options) => early.get(String(resource))?.() ?? nativeFetch(resource, options);
}

/** Pyodide compiles the interpreter when its own script is there: it gets what was compiled while it came. */
export function answerCompilingWith(compiled: Promise<WebAssembly.Module>): void {
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
}
