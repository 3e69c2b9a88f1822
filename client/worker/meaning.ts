// What an address below the site's root means.

export type Meaning =
  | { kind: "file"; path: string }
  | { kind: "folder" } // of a page, without its slash
  | { kind: "asset" } // another version's
  | { kind: "unknown" };

/** path: below the root; files: all paths of this version. "" and "shapes" and "shapes/" mean pages. */
export function meaningOf(path: string, files: object): Meaning {
  if (path in files) return { kind: "file", path };
  const page = `${path.replace(/\/?$/, path && "/")}index.html`;
  if (page in files) return path && !path.endsWith("/") ? { kind: "folder" } : { kind: "file", path: page };
  return path.startsWith("assets/") ? { kind: "asset" } : { kind: "unknown" };
}
