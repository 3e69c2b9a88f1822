// Stands in each page of the book inside a package: platforms serve files only, so a lesson is fetched as its folder's
// index.html. Streamlit finds the lesson in the address, where it expects the folder.

if (location.pathname.endsWith("/index.html")) {
  const folder = location.pathname.slice(0, -"index.html".length);
  history.replaceState(history.state, "", folder + location.search + location.hash);
}
document.documentElement.dataset.book = ""; // the frame around it tells its pages from others by this

export {}; // a file of its own for TypeScript
