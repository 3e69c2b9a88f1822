// The page's side of the service worker (sw.js): has the book stored when its reader has stayed a while on a line that
// nobody pays for by the byte, offers a new version when it is whole, and has the stored files looked after.

const STORE = navigator.serviceWorker; // only at https addresses and on the reader's own machine
const servedBy = STORE?.controller; // what this page came from
const FIRST_STEPS = 3000; // ms after the start in which the processor is the reader's alone
const WHILE = 60_000; // ms that pages of the book have been seen in this tab before the whole of it is stored
const STAYED = "book:stayed"; // where the tab keeps how long that has been so far
let reloading = false;

/** Put a question of sw.js's REQUESTS to a worker. */
function ask(worker, request) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => (data.problem === undefined ? resolve(data.result) : reject(new Error(data.problem)));
    worker.postMessage(request, [port2]);
  });
}

const asleep = () => performance.getEntriesByName("book:asleep").length > 0; // boot.js has given up

/** The start is over, well or badly (boot.js marks it): now the network and the processor are free. */
function started() {
  return new Promise((resolve) => {
    const over = (list) => list.getEntries().some(({ name }) => name === "book:awake" || name === "book:asleep") && resolve();
    new PerformanceObserver(over).observe({ type: "mark", buffered: true });
  });
}

/** The reader has done a first thing or two. */
const rest = started().then(() => new Promise((resolve) => setTimeout(resolve, FIRST_STEPS)));

/** Pages of the book have been in view for a while: this one and those before it in this tab. */
async function stayed() {
  let time = Number(noted());
  while (time < WHILE) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (document.hidden) continue;
    time += 1000;
    noted(time);
  }
}

/** What the tab keeps of that; in a browser that keeps nothing, this page alone counts. */
function noted(time) {
  try {
    return time ? sessionStorage.setItem(STAYED, time) : sessionStorage.getItem(STAYED);
  } catch {
    return 0;
  }
}

/** Twenty megabytes that nobody has asked for are fetched only where they cost neither money nor a reader's patience. */
const LINE = navigator.connection; // not in all browsers
const dear = () => Boolean(LINE && (LINE.saveData || LINE.type === "cellular" || /2g|3g/.test(LINE.effectiveType)));

async function cheap() {
  while (dear()) await new Promise((resolve) => LINE.addEventListener("change", resolve, { once: true }));
}

const allowed = rest.then(stayed).then(cheap); // all that there is may be stored now

function offer(registration) {
  if (document.getElementById("news")) return;
  const news = document.createElement("p");
  news.id = "news";
  news.setAttribute("role", "status");
  document.body.append(news);
  news.append("A new version of the book is ready. ", button("Reload", () => replace(registration)), button("Later", () => news.remove()));
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function replace(registration) {
  reloading = true;
  if (registration.waiting) registration.waiting.postMessage("replace");
  else location.reload(); // another page of the book has done it
}

/** Tell a worker that is being installed to go on; until it listens, nobody hears it. */
async function allow(coming) {
  await allowed;
  const channel = new BroadcastChannel(site.root);
  for (; coming.state === "installing"; await new Promise((resolve) => setTimeout(resolve, 1000))) channel.postMessage("allowed");
  channel.close();
}

function watch(registration) {
  if (registration.waiting) offer(registration);
  const follow = () => {
    const coming = registration.installing;
    if (!coming) return;
    allow(coming);
    coming.addEventListener("statechange", () => coming.state === "installed" && registration.active && offer(registration));
  };
  follow();
  registration.addEventListener("updatefound", follow);
}

/** A start that failed may be the fault of a stored file. Then it is had again, and the start is tried anew, once. */
async function heal() {
  if (sessionStorage.getItem("book:healed") || !(await ask(servedBy, "checkAll"))) return;
  sessionStorage.setItem("book:healed", "yes");
  location.reload();
}

async function look() {
  STORE.addEventListener("controllerchange", () => reloading && location.reload());
  const known = await STORE.getRegistration(site.root);
  const own = known?.scope === site.root ? known : undefined; // not that of another site above this one
  if (own) watch(own);
  await started();
  if (asleep() && servedBy) await heal();
  await (own ? rest : allowed); // who has the book already is told of a new version early
  const registration = await STORE.register(`${site.root}sw.js`, { scope: site.root });
  if (!registration) return; // a browser that was told to let no worker in
  if (!own) watch(registration);
  document.addEventListener("visibilitychange", () => document.hidden || registration.update().catch(() => undefined));
  if (servedBy && servedBy === STORE.controller) {
    await cheap();
    await ask(servedBy, "check");
    await ask(servedBy, "tidy");
    performance.mark("book:checked");
  }
}

if (STORE) look().catch((error) => console.warn("the book is not stored for reading without a network:", error));
