// The files of this version: on this device, or from the network.

declare const self: ServiceWorkerGlobalScope;

export const ROOT = self.registration.scope;
export const CACHE = `${ROOT} ${VERSION}`;
const SMALL = 200_000; // bytes: up to here a file is compared with its hash before it is first handed over

const checked = new Set<string>(); // what this worker has found to be right since it was started

/** A page is asked for by its folder's address. */
export const address = (path: string) => ROOT + path.replace(/(^|\/)index\.html$/, "$1");

export const isNeeded = (path: string) => FILES[path]?.[0] === 1;

export async function isRight(path: string, bytes: ArrayBuffer): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return FILES[path]?.includes(hash) ?? false;
}

/** The file's right bytes with their headers, from the network; never what a cache on the way has left of another version. */
async function download(path: string): Promise<Response> {
  let status: number | undefined;
  for (const cache of ["default", "reload"] as const) {
    const response = await fetch(address(path), { cache });
    const bytes = await response.arrayBuffer();
    if (await isRight(path, bytes)) return packed(response, bytes);
    status = response.status;
  }
  throw new Error(`${address(path)}: not the file of this version (status ${status})`);
}

/** The same from what is on this device already: this version's cache or another one's. */
export async function find(path: string): Promise<Response | undefined> {
  for (const name of [CACHE, ...(await others())]) {
    const kept = await (await caches.open(name)).match(address(path));
    const bytes = await bytesOf(kept);
    if (kept && bytes && (await isRight(path, bytes))) return packed(kept, bytes);
  }
  return undefined;
}

export function packed(response: Response, bytes: ArrayBuffer): Response {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding"); // the browser has undone it
  headers.set("Content-Length", String(bytes.byteLength));
  return new Response(bytes, { headers });
}

/** Caches of other versions of this book. */
export async function others(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(`${ROOT} `) && name !== CACHE);
}

/** The bytes of a response; a body that is damaged on the disk is as good as none. */
async function bytesOf(response: Response | undefined): Promise<ArrayBuffer | undefined> {
  return response?.arrayBuffer().catch(() => undefined);
}

export async function inCache(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(address(path));
}

/** The right file with its headers, from this device or from the network. */
export async function had(path: string): Promise<Response> {
  return (await find(path)) ?? (await download(path));
}

export async function keep(path: string, response: Response): Promise<void> {
  await put(path, response);
  checked.add(path);
}

/** The same for a file of which nothing is known yet. */
export async function put(path: string, response: Response): Promise<void> {
  await (await caches.open(CACHE)).put(address(path), response);
}

/** Compare it with its hash before it is handed over again. */
export function doubt(path: string): void {
  checked.delete(path);
}

export function doubtAll(): void {
  checked.clear();
}

/** See to it that the cache holds the right file, by its hash. Returns whether something had to be done for it. */
export async function mend(path: string): Promise<boolean> {
  const bytes = await bytesOf(await inCache(path));
  const right = bytes !== undefined && (await isRight(path, bytes));
  if (right) checked.add(path);
  else await keep(path, await had(path));
  return !right;
}

/** Whether what the cache has may be handed over: a small file by its hash, a large one by the size with which it was put
    there. Reading and hashing all that a start needs would take longer than the start. */
export async function isTrusted(path: string): Promise<boolean> {
  if (checked.has(path)) return true;
  const response = await inCache(path);
  const size = Number(response?.headers.get("Content-Length"));
  if (size > SMALL) return (await response?.blob().catch(() => undefined))?.size === size; // does not read the body
  const bytes = await bytesOf(response);
  if (bytes === undefined || !(await isRight(path, bytes))) return false;
  checked.add(path);
  return true;
}
