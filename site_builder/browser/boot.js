// Joins the page, stlite's bundle and the worker that the page's head has already started (`site`, see render.py).

const root = new URL(site.root);
if (site.first) {
  // The first lesson lives at the root; its folder is only another way in.
  history.replaceState(history.state, "", root.pathname + location.search + location.hash);
}

// stlite makes its own worker; it gets ours instead, which is told to load stlite's script once it is listened to.
const NativeWorker = window.Worker;
window.Worker = function () {
  window.Worker = NativeWorker;
  site.worker.postMessage("start streamlit");
  return site.worker;
};

const { mount } = await import(site.root + site.stlite + "stlite.js");
const app = mount(
  {
    entrypoint: "app.py",
    files: {},
    pyodideUrl: site.root + site.python + "loader.mjs",
    streamlitConfig: { "browser.gatherUsageStats": false },
    disableProgressToasts: true,
    disableModuleAutoLoadToasts: true,
  },
  document.getElementById("root"),
);
// Addresses of lessons are made below the site's root, wherever the visit began.
app._kernel.basePath = root.pathname.replace(/^\/+|\/+$/g, "");
site.kernel = app._kernel;

// Streamlit's front end believes in a server of this name and asks it whether files to download exist. Python answers.
const SERVER = "https://stlite.invalid/";
const nativeFetch = window.fetch.bind(window);
window.fetch = async (resource, options) => {
  const address = String(resource?.url ?? resource);
  if (!address.startsWith(SERVER)) return nativeFetch(resource, options);
  const path = "/" + address.slice(SERVER.length + app._kernel.basePath.length).replace(/^\/+/, "");
  const answer = await app._kernel.sendHttpRequest({ method: "GET", path, headers: {}, body: "" });
  return new Response(answer.body, { status: answer.statusCode, headers: answer.headers });
};

const waking = document.getElementById("waking");
app._kernel.addEventListener("loadFinished", () => waking.remove());
app._kernel.addEventListener("loadError", (event) => {
  waking.textContent = `Python could not start in this browser: ${event.detail?.message ?? event.detail}`;
});
