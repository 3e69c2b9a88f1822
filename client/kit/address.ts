/* Keeps a part of the page's address true, in the same entry of the browser's history and whatever else stands there. */

const pageOf = (path, pages) => {
  const last = path.split("/").filter(Boolean).at(-1);
  return pages.includes(last) ? last : "";
};
const nameOf = (parameter) => decodeURIComponent(parameter.split("=")[0].replaceAll("+", " "));

export default function ({ data: { owns, wanted, page, pages } }) {
  if (pageOf(location.pathname, pages) !== page) return; // the reader has gone on; the next page's answer is on its way
  const own = new RegExp(owns);
  const others = location.search.slice(1).split("&").filter((parameter) => parameter && !own.test(nameOf(parameter)));
  const mine = Object.entries(wanted).map((pair) => pair.map(encodeURIComponent).join("="));
  const search = [...others, ...mine].join("&");
  const address = location.pathname + (search && `?${search}`) + location.hash;
  if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", address);
}
