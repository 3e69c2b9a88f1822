/* What stands in an address for one figure, and the frame that shows it in another page. */

export const PREFIX = "st-key-figure_";

/** What an address calls the figure in this container (lessons/single.py). */
export function nameOf(container: Element): string {
  const name = [...container.classList].find((one) => one.startsWith(PREFIX));
  return name?.slice(PREFIX.length) ?? "";
}

/** The address of one figure in the state of the page's own address. */
export function addressOf(name: string, page: string): string {
  const address = new URL(page);
  address.hash = "";
  const others = [...address.searchParams].filter(([key]) => key !== "only" && !key.startsWith("embed"));
  address.search = new URLSearchParams([["only", name], ...others]).toString();
  return address.href;
}

/** HTML of a frame as high as the figure is now. */
export function frameOf(address: string, title: string, height: number): string {
  const safe = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return (
    `<iframe src="${safe(address)}" title="${safe(title)}" width="100%" height="${Math.ceil(height)}" ` +
    `loading="lazy" style="border:0"></iframe>`
  );
}
