// Archives of plain files.

/** What is used of Pyodide's file system. */
export interface FileSystem {
  mkdirTree(folder: string): void;
  writeFile(path: string, bytes: Uint8Array, options?: { canOwn: boolean }): void;
}

const BLOCK = 512;

function text(tar: Uint8Array, from: number, length: number): string {
  const end = tar.indexOf(0, from);
  return new TextDecoder().decode(tar.subarray(from, Math.min(end < 0 ? from + length : end, from + length)));
}

/** The plain files of a ustar archive (site_builder/archive.py makes it), by their paths in it. */
export function* filesOf(tar: Uint8Array): Generator<[path: string, bytes: Uint8Array]> {
  for (let at = 0; tar[at]; ) {
    const prefix = text(tar, at + 345, 155);
    const size = Number.parseInt(text(tar, at + 124, 12), 8);
    yield [`${prefix ? `${prefix}/` : ""}${text(tar, at, 100)}`, tar.subarray(at + BLOCK, at + BLOCK + size)];
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** Writes them into the file system. */
export function writeTar(FS: FileSystem, tar: Uint8Array, root: string): void {
  const made = new Set<string>();
  for (const [name, bytes] of filesOf(tar)) {
    const path = `${root}/${name}`;
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) {
      FS.mkdirTree(folder);
      made.add(folder);
    }
    FS.writeFile(path, bytes, { canOwn: true });
  }
}
