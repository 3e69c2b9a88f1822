import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { meaningOf } from "./meaning.ts";

const FILES = { "index.html": 1, "shapes/index.html": 1, "assets/app-1.tar.gz": 1 };

test("addresses of pages and files", () => {
  deepEqual(meaningOf("", FILES), { kind: "file", path: "index.html" });
  deepEqual(meaningOf("shapes/", FILES), { kind: "file", path: "shapes/index.html" });
  deepEqual(meaningOf("shapes", FILES), { kind: "folder" });
  deepEqual(meaningOf("assets/app-1.tar.gz", FILES), { kind: "file", path: "assets/app-1.tar.gz" });
});

test("another version's files, and what is nobody's", () => {
  deepEqual(meaningOf("assets/app-0.tar.gz", FILES), { kind: "asset" });
  deepEqual(meaningOf("no/such/page", FILES), { kind: "unknown" });
});
