import { equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { KEY, putAside } from "./storage.ts";

class Fake implements Storage {
  readonly #items = new Map<string, string>();
  room = Infinity;
  get length() {
    return this.#items.size;
  }
  key = (place: number) => [...this.#items.keys()][place] ?? null;
  clear = () => this.#items.clear();
  getItem = (name: string) => this.#items.get(name) ?? null;
  removeItem = (name: string) => void this.#items.delete(name);
  setItem(name: string, text: string) {
    if (text.length > this.room) throw new Error("full");
    this.#items.set(name, text);
  }
}

test("a text that cannot be read is put aside, and nothing that lies there is lost", () => {
  const storage = new Fake();
  for (const text of ["first", "second"]) {
    storage.setItem(KEY, text);
    putAside(text, storage);
    equal(storage.getItem(KEY), null);
  }
  equal(storage.getItem(`${KEY}-unreadable`), "first");
  equal(storage.getItem(`${KEY}-unreadable-2`), "second");
});

test("what another tab has written meanwhile stays", () => {
  const storage = new Fake();
  storage.setItem(KEY, "newer");
  putAside("older", storage);
  equal(storage.getItem(KEY), "newer");
  equal(storage.length, 1);
});

test("where there is no room, the text stays where it was", () => {
  const storage = new Fake();
  storage.setItem(KEY, "text");
  const { setItem } = storage;
  storage.setItem = (name, text) => {
    if (name !== KEY) throw new Error("full");
    setItem.call(storage, name, text);
  };
  throws(() => putAside("text", storage), /full/);
  equal(storage.getItem(KEY), "text");
});
