// The page that the platform opens. It shows the book in a frame of its own, so that it stays while the reader goes from page
// to page, and tells the platform what the book keeps.

import { one } from "../dom.ts";
import { KEY } from "../progress/storage.ts";
import { findApi, type Version } from "./api.ts";
import { seat } from "./learner.ts";
import { solvedOf, stateOf } from "./progress.ts";
import { type Rules, Session } from "./session.ts";

interface Facts extends Rules {
  version: Version;
  /** The lessons' folders in the book's, and the one that the package begins with. */
  pages: string[];
  start: string;
}

declare global {
  interface Window {
    hiddenLayersProgress?: { text?: string }; // in the book's pages: client/progress/keeper.ts
  }
}

const LOOK = 1000; // ms between two looks at what the book keeps
const facts: Facts = JSON.parse(one(document, "#facts").textContent ?? "");
const frame = one<HTMLIFrameElement>(document, "#book");
const line = one(document, "#line");
const ROOT = new URL("book/", location.href);
let unread = ""; // why the book's progress is not to be had
let last = "";

function begin(): Session | string {
  const api = findApi(window, facts.version);
  if (!api) return "this page was opened outside of one";
  return Session.open(api, facts.version, facts);
}

const found = begin();
const session = typeof found === "string" ? null : found;
try {
  seat(session?.learner ?? "");
} catch {
  unread =
    "This browser keeps nothing for pages in a frame, or has no room left: your work counts until you close this page.";
}

const startAt = session && facts.pages.includes(session.place) ? session.place : facts.start;
const addressOf = (page: string) => new URL(page ? `${page}/index.html` : "index.html", ROOT).href;

/** Many platforms know files only, no folders: an address of a folder that brought no page of the book is asked by its file. */
frame.addEventListener("load", () => {
  const inside = frame.contentWindow;
  try {
    if (!inside || inside.location.href === "about:blank" || inside.document.querySelector("[data-book]")) return;
    const page = pageOf(inside.location);
    if (page !== null && !inside.location.pathname.endsWith("index.html")) inside.location.replace(addressOf(page));
  } catch {} // a page from elsewhere
});
frame.src = addressOf(startAt);

/** The lesson at an address; "" is the cover, null is none of the book's. */
function pageOf({ pathname }: Location | URL): string | null {
  if (!pathname.startsWith(ROOT.pathname)) return null;
  const page = pathname.slice(ROOT.pathname.length).replace(/\/?(index\.html)?$/, "");
  return page === "" || page === "check" || facts.pages.includes(page) ? page : null;
}

function place(): string {
  try {
    return pageOf(frame.contentWindow!.location) ?? "";
  } catch {
    return "";
  }
}

/** All that the book keeps: from its page, which has it also where the browser stores nothing, else from the storage. */
function text(): string | null {
  try {
    const inPage = frame.contentWindow?.hiddenLayersProgress?.text;
    if (inPage) return inPage;
  } catch {} // a page from elsewhere
  try {
    return unread ? null : localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function look(): void {
  const now = text();
  const at = place();
  if (`${at} ${now}` !== last) {
    last = `${at} ${now}`;
    session?.update(stateOf(now, facts.items), at);
  }
  say(now);
}

function say(now: string | null): void {
  const state = session?.state ?? stateOf(now, facts.items);
  const solved = `${solvedOf(state, facts.items)} of ${facts.items.length} solved`;
  const score = session && session.score !== null ? `, ${session.score} %` : "";
  line.textContent = `${solved}${score}. ${unread || kept()}`;
}

function kept(): string {
  if (typeof found === "string")
    return `The learning platform does not take part (${found}): nothing is reported, and the book works.`;
  if (found.trouble)
    return `The learning platform does not keep this now (${found.trouble}). The book works; download your work to be sure.`;
  return "";
}

one(document, "#work").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text() ?? "{}"], { type: "application/json" }));
  link.download = "hidden-layers-progress.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});

setInterval(look, LOOK);
document.addEventListener("visibilitychange", () => {
  look();
  if (document.hidden) session?.commit();
});
addEventListener("pagehide", () => {
  look();
  session?.close();
});
// A page that comes back as it was left has closed its session.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
look();
