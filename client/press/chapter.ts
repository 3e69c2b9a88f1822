/* A page of the built site as a chapter of an EPUB: its text as plain XHTML, formulas as MathML, figures as pictures. */

import { all, one } from "../dom.ts";

export interface Places {
  /** The site's root here, the names of the book's pages, and where the book stands; "": unknown. */
  root: string;
  slugs: string[];
  url: string;
}

export interface Chapter {
  title: string;
  xhtml: string;
  hasMaths: boolean;
  /** What each picture shows, in words; the page's part has data-press-still with its place in this list. */
  stills: string[];
}

const XHTML = "http://www.w3.org/1999/xhtml";
const MATHML = "http://www.w3.org/1998/Math/MathML";
const TOKENS = new Set(["mi", "mo", "mn", "mtext"]);
const KEPT = new Set(
  "h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd blockquote em strong b i code pre table thead tbody tr th td sub sup br hr s".split(
    " ",
  ),
);
const FIGURE = ".hl-figure, .hl-chart";
const LEFT_OUT =
  "script, style, svg, button, input, select, textarea, label.hl-control, .hl-slider, .hl-hidden-words, .hl-help, .stPageLink, .hl-icon, .katex-html, progress";

/** The open page. `slug` names its pictures: slug-0.png, slug-1.png, … */
export function chapter(slug: string, places: Places): Chapter {
  for (const fold of all<HTMLDetailsElement>(document, "details")) fold.open = true;
  const made = document.implementation.createDocument(XHTML, "section", null);
  const writer = new Writer(made, slug, places);
  const section = made.documentElement;
  for (const child of one(document, "[data-testid=stMainBlockContainer]").childNodes) writer.write(child, section);
  return {
    title: one(document, "[data-testid=stMain] h1").textContent?.trim() ?? "",
    xhtml: new XMLSerializer().serializeToString(section),
    hasMaths: section.querySelector("math") !== null,
    stills: writer.stills,
  };
}

class Writer {
  readonly stills: string[] = [];
  readonly #ids = new Set<string>();

  constructor(
    readonly made: XMLDocument,
    readonly slug: string,
    readonly places: Places,
  ) {}

  /** Write what this node says below `into`. */
  write(node: Node, into: Element): void {
    if (node instanceof Text) into.append(this.made.createTextNode(node.data));
    else if (node instanceof HTMLElement && node.checkVisibility()) this.#element(node, into);
  }

  #element(element: HTMLElement, into: Element): void {
    if (element.matches(FIGURE)) return this.#still(element, into);
    if (element.matches(".katex")) return this.#maths(element, into);
    if (element.matches("a.press-code")) return this.#permalink(element as HTMLAnchorElement, into);
    if (element.matches(LEFT_OUT)) return;
    const name = element.localName;
    if (element.matches(".hl-options")) this.#options(element, into);
    else if (name === "a") this.#link(element as HTMLAnchorElement, into);
    else if (name === "summary") this.#inside(element, this.#put("strong", this.#put("p", into)));
    else if (element.matches('details, [class*="st-key-box-"]'))
      this.#inside(element, this.#put("section", into, "box"));
    else if (KEPT.has(name)) this.#inside(element, this.#same(element, into));
    else this.#inside(element, into);
  }

  #inside(element: Element, into: Element): void {
    for (const child of element.childNodes) this.write(child, into);
  }

  #put(name: string, into: Element, kind = ""): Element {
    const put = this.made.createElementNS(XHTML, name);
    if (kind) put.setAttribute("class", kind);
    into.append(put);
    return put;
  }

  #same(element: Element, into: Element): Element {
    const same = this.#put(element.localName, into);
    if (element.id && !this.#ids.has(element.id)) {
      this.#ids.add(element.id);
      same.setAttribute("id", element.id);
    }
    if (element instanceof HTMLOListElement && element.start !== 1) same.setAttribute("start", String(element.start));
    return same;
  }

  #still(figure: HTMLElement, into: Element): void {
    const said = figure.getAttribute("aria-label") ?? figure.querySelector("[aria-label]")?.getAttribute("aria-label");
    const words = said ?? figure.querySelector("figcaption")?.textContent ?? "A chart";
    figure.dataset.pressStill = String(this.stills.length);
    const picture = this.#put("img", this.#put("figure", into));
    picture.setAttribute("src", `${this.slug}-${this.stills.length}.png`);
    picture.setAttribute("alt", words.trim());
    this.stills.push(words.trim());
  }

  #maths(formula: HTMLElement, into: Element): void {
    const math = formula.querySelector("math");
    if (!math) return;
    const copy = this.#mathml(math);
    if (formula.closest(".katex-display")) copy.setAttribute("display", "block");
    into.append(copy);
  }

  /** The same formula. KaTeX puts what stands under a letter inside the letter's token, where HTML's parser no longer
   *  takes it for MathML, and where only text may be: it becomes a row. */
  #mathml(part: Element): Element {
    const isToken = TOKENS.has(part.localName) && part.firstElementChild !== null;
    const same = this.made.createElementNS(MATHML, isToken ? "mrow" : part.localName);
    for (const { name, value } of part.attributes) if (!name.startsWith("xmlns")) same.setAttribute(name, value);
    for (const child of part.childNodes) {
      if (child instanceof Element) same.append(this.#mathml(child));
      else if (child instanceof Text) same.append(this.made.createTextNode(child.data));
    }
    return same;
  }

  #permalink(place: HTMLAnchorElement, into: Element): void {
    const link = this.#put("a", this.#put("p", into, "permalink"));
    link.setAttribute("href", place.href);
    link.textContent = "Touch this figure";
  }

  #options(options: HTMLElement, into: Element): void {
    const list = this.#put("ul", into);
    for (const option of all(options, "label")) this.#inside(option, this.#put("li", list));
  }

  #link(link: HTMLAnchorElement, into: Element): void {
    const address = this.#addressOf(link);
    if (!address) return this.#inside(link, into);
    const put = this.#put("a", into);
    put.setAttribute("href", address);
    this.#inside(link, put);
  }

  /** Into the book where it leads to one of its pages, as it is to other sites, nowhere else. */
  #addressOf(link: HTMLAnchorElement): string {
    const { root, slugs, url } = this.places;
    if (!link.href.startsWith(root)) return /^https?:/.test(link.href) ? link.href : "";
    const [path = "", query = ""] = link.href.slice(root.length).split("#")[0]?.split("?") ?? [];
    if (query && url) return `${url}${path}?${query}`;
    const slug = path.replace(/\/.*$/, "") || slugs[0]!;
    const fragment = link.hash.slice(1);
    if (slug === this.slug) return document.getElementById(decodeURIComponent(fragment)) ? `#${fragment}` : "";
    return slugs.includes(slug) ? `${slug}.xhtml` : "";
  }
}
