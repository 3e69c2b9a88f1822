/* A figure that is made of HTML as a picture: an SVG that holds a copy of it, with all that styles and fonts give it. */

import { all } from "../dom.ts";
import { fontsOf } from "./fonts.ts";
import { paper } from "./picture.ts";

const SVG = "http://www.w3.org/2000/svg";
const XHTML = "http://www.w3.org/1999/xhtml";
// What makes no difference to a picture, or says once more what another property says.
const LEFT_OUT =
  /(^|-)(inline|block)(-|$)|^(animation|transition|cursor|pointer|scroll|overscroll|will-change|perspective-origin)|tap-highlight|user-select|^(x|y|cx|cy|r|rx|ry|d)$/;

/** The figure as an SVG document that needs no page around it. It is drawn by browsers, and by few other programs. */
export async function pageSvgOf(figure: HTMLElement): Promise<string> {
  const styles = new Styles();
  const copy = styles.copy(figure);
  styles.end();
  if (!(copy instanceof HTMLElement)) throw new Error("the figure is not there");
  const { width, top, bottom } = figure.getBoundingClientRect();
  const end = figure.querySelector(":scope > figcaption:last-child")?.getBoundingClientRect().top ?? bottom;
  copy.style.cssText = `margin: 0; background: ${paper(figure)}; color-scheme: ${getComputedStyle(figure).colorScheme}`;
  const fonts = await fontsOf([figure, ...all(figure, "*")]);
  const style = document.createElementNS(SVG, "style");
  style.textContent = `${fonts}\n${styles.text}`;
  return (
    `<svg xmlns="${SVG}" width="${Math.ceil(width)}" height="${Math.ceil(end - top)}">${written(style)}` +
    `<foreignObject width="100%" height="100%">${written(copy)}</foreignObject></svg>`
  );
}

const written = (node: Node) => new XMLSerializer().serializeToString(node);

/** Copies of elements, each with a class for all that it looks like; those that look the same share one. */
class Styles {
  readonly #classes = new Map<string, string>();
  readonly #bare = new Map<string, Map<string, string>>(); // kind of element -> what one without any style looks like
  readonly #host = document.createElement("div");

  constructor() {
    this.#host.style.cssText = "all: initial; position: fixed; visibility: hidden";
    this.#host.attachShadow({ mode: "open" }); // the page's styles end here
    document.body.append(this.#host);
  }

  end(): void {
    this.#host.remove();
  }

  get text(): string {
    return [...this.#classes].map(([style, name]) => `.${name}{${style}}`).join("\n");
  }

  /** The element with what is in it, or nothing if it takes no room. */
  copy(element: Element): Element | null {
    const seen = getComputedStyle(element);
    const drawn = element instanceof SVGElement;
    if (!drawn && (seen.display === "none" || element.matches("script, style, .hl-hidden-words"))) return null;
    const copy = bareCopy(element);
    copy.setAttribute("class", this.#class(this.#difference(element, seen)));
    if (!drawn && seen.visibility === "hidden") return copy; // it keeps its room
    copy.append(...this.#before(element, "::before"));
    for (const child of element.childNodes) {
      const inner = child instanceof Element ? this.copy(child) : child.cloneNode();
      if (inner) copy.append(inner);
    }
    copy.append(...this.#before(element, "::after"));
    return copy;
  }

  /** What a style writes before or after an element, as an element. */
  #before(element: Element, which: string): Element[] {
    const seen = getComputedStyle(element, which);
    if (!/^"/.test(seen.content) || seen.display === "none") return [];
    const made = document.createElement("span");
    made.textContent = seen.content.replace(/^"|"$/g, "");
    made.className = this.#class(this.#difference(made, seen));
    return [made];
  }

  #class(style: string): string {
    const name = this.#classes.get(style) ?? `s${this.#classes.size}`;
    this.#classes.set(style, name);
    return name;
  }

  /** What sets it apart from an element of its kind without any style. */
  #difference(element: Element, seen: CSSStyleDeclaration): string {
    const bare = this.#bareOf(element);
    const found: string[] = [];
    for (const name of seen) {
      if (LEFT_OUT.test(name)) continue;
      const value = seen.getPropertyValue(name);
      // A bar to scroll by is of no use in a picture.
      if (name.startsWith("overflow") && value !== "visible") found.push(`${name}:hidden`);
      else if (value !== bare.get(name) || INHERITED.test(name)) found.push(`${name}:${value}`);
    }
    return found.join(";");
  }

  #bareOf(element: Element): Map<string, string> {
    const kind = `${element.namespaceURI} ${element.localName}`;
    const known = this.#bare.get(kind);
    if (known) return known;
    const made = document.createElementNS(element.namespaceURI, element.localName);
    this.#host.shadowRoot?.append(made);
    const seen = getComputedStyle(made);
    const look = new Map([...seen].map((name) => [name, seen.getPropertyValue(name)]));
    made.remove();
    this.#bare.set(kind, look);
    return look;
  }
}

// What an element would take over from the one around it.
const INHERITED =
  /^(color|font|line-height|letter-spacing|text-|white-space|word|list-style|visibility|border-(collapse|spacing)|fill|stroke|quotes|direction|empty-cells|caption-side|paint-order|tab-size|hyphens|overflow-wrap|dominant-baseline)/;

/** An element without its children, with what was typed, chosen and painted, and without what only a page needs. */
function bareCopy(element: Element): Element {
  if (element instanceof HTMLCanvasElement) {
    const image = document.createElement("img");
    image.src = element.toDataURL();
    return image;
  }
  const copy = element.cloneNode() as Element;
  for (const { name } of [...copy.attributes])
    if (/^(data-|aria-|on|style$|tabindex$)/.test(name)) copy.removeAttribute(name);
  if (element instanceof HTMLInputElement) {
    copy.setAttribute("value", element.value);
    copy.toggleAttribute("checked", element.checked);
  }
  if (element instanceof HTMLOptionElement) copy.toggleAttribute("selected", element.selected);
  if (copy.namespaceURI === XHTML && !copy.hasAttribute("id")) copy.removeAttribute("name");
  return copy;
}
