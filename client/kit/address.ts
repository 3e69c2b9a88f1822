/* Keeps a part of the page's address true, in the same entry of the browser's history and whatever else stands there. */

import { type Arguments, component } from "../streamlit.ts";

interface Data {
  /** A regular expression of the names of the parameters that this part of the address owns. */
  owns: string;
  wanted: Record<string, string>;
  page: string;
  pages: string[];
}

export default component(import.meta.url, ({ data }: Arguments<Data>) => {
  // Where the reader has gone on, the next page's answer is on its way.
  if (pageOf(location.pathname, data.pages) !== data.page) return;
  const address = location.pathname + searchWith(location.search, data) + location.hash;
  if (address === location.pathname + location.search + location.hash) return;
  history.replaceState(history.state, "", address);
});

/** The lesson that a path means; "" for the cover. */
export function pageOf(path: string, pages: string[]): string {
  const last = path.split("/").filter(Boolean).at(-1) ?? "";
  return pages.includes(last) ? last : "";
}

/** The same query with what is wanted in place of what is owned. */
export function searchWith(search: string, { owns, wanted }: Pick<Data, "owns" | "wanted">): string {
  const own = new RegExp(owns);
  const others = search
    .slice(1)
    .split("&")
    .filter((parameter) => parameter && !own.test(nameOf(parameter)));
  const mine = Object.entries(wanted).map((pair) => pair.map(encodeURIComponent).join("="));
  const parameters = [...others, ...mine];
  return parameters.length ? `?${parameters.join("&")}` : "";
}

const nameOf = (parameter: string) => decodeURIComponent((parameter.split("=")[0] ?? "").replaceAll("+", " "));
