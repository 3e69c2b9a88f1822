import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { writeTar } from "./tar.ts";

/** An archive as site_builder/archive.py writes it: 512 bytes of header, then the file, filled up to blocks of 512. */
function tar(files: Record<string, string>): Uint8Array {
  const blocks: number[] = [];
  for (const [path, content] of Object.entries(files)) {
    const bytes = [...new TextEncoder().encode(content)];
    const header = new Uint8Array(512);
    const slash = path.length > 100 ? path.lastIndexOf("/") : -1;
    header.set(new TextEncoder().encode(path.slice(slash + 1)));
    header.set(new TextEncoder().encode(`${bytes.length.toString(8).padStart(11, "0")}\0`), 124);
    header.set(new TextEncoder().encode(slash < 0 ? "" : path.slice(0, slash)), 345);
    blocks.push(...header, ...bytes, ...new Uint8Array((512 - (bytes.length % 512)) % 512));
  }
  return Uint8Array.from([...blocks, ...new Uint8Array(1024)]);
}

function disk() {
  const folders: string[] = [];
  const files: Record<string, string> = {};
  return {
    folders,
    files,
    mkdirTree: (folder: string) => void folders.push(folder),
    writeFile: (path: string, bytes: Uint8Array) => {
      files[path] = new TextDecoder().decode(bytes);
    },
  };
}

const FILES = {
  "a/one.py": "x = 1",
  "a/empty.py": "",
  "a/block.py": "y".repeat(512),
  [`${"deep/".repeat(25)}two.py`]: "z",
};

test("every file is written below the root, and each folder is made once", () => {
  const FS = disk();
  writeTar(FS, tar(FILES), "/root");
  deepEqual(FS.files, Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`/root/${path}`, text])));
  equal(new Set(FS.folders).size, FS.folders.length);
});
