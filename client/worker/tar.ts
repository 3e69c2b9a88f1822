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

/** Writes the plain files of a ustar archive (site_builder/archive.py makes it) into the file system. */
export function writeTar(FS: FileSystem, tar: Uint8Array, root: string): void {
  const made = new Set<string>();
  for (let at = 0; tar[at]; ) {
    const prefix = text(tar, at + 345, 155);
    const path = `${root}/${prefix ? `${prefix}/` : ""}${text(tar, at, 100)}`;
    const size = Number.parseInt(text(tar, at + 124, 12), 8);
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) {
      FS.mkdirTree(folder);
      made.add(folder);
    }
    FS.writeFile(path, tar.subarray(at + BLOCK, at + BLOCK + size), { canOwn: true });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
