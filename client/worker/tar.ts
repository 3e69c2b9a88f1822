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

/** The plain files of a ustar archive (site_builder/archive.py makes it): writes one into the file system at each step. */
function* writing(FS: FileSystem, tar: Uint8Array, root: string): Generator<void> {
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
    yield;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

export function writeTar(FS: FileSystem, tar: Uint8Array, root: string): void {
  for (const _ of writing(FS, tar, root));
}

/** The same in small portions: between them Python answers the page. */
export async function writeTarAside(FS: FileSystem, tar: Uint8Array, root: string): Promise<void> {
  const portion = () => performance.now() + 8; // ms
  let end = portion();
  for (const _ of writing(FS, tar, root)) {
    if (performance.now() < end) continue;
    await new Promise((resolve) => setTimeout(resolve, 8));
    end = portion();
  }
}
