// stlite: it is given our worker and our settings, and what it keeps private is reached here.

import { LOADER, type ToWorker } from "../messages.ts";

export interface Kernel extends EventTarget {
  basePath: string;
  handleWebSocketMessage?(payload: Uint8Array): void;
  sendHttpRequest(request: { method: string; path: string; headers: Record<string, string>; body: string }): Promise<{
    statusCode: number;
    headers: Record<string, string>;
    body: Uint8Array<ArrayBuffer>;
  }>;
}

interface Stlite {
  mount(options: object, place: HTMLElement): { _kernel: Kernel };
}

/** stlite makes its own worker; it gets ours instead, which is told to load stlite's script once it is listened to. */
export function handOver(worker: Worker): void {
  const NativeWorker = window.Worker;
  const OurWorker = function (this: unknown): Worker {
    window.Worker = NativeWorker;
    const message: ToWorker = "start streamlit";
    worker.postMessage(message);
    return worker;
  };
  window.Worker = OurWorker as unknown as typeof Worker;
}

/** Streamlit, in this place. It fails where its files cannot be had. */
export async function mount(place: HTMLElement): Promise<Kernel> {
  const stlite: Stlite = await import(`${site.root}${site.stlite}stlite.js`);
  const { _kernel: kernel } = stlite.mount(
    {
      entrypoint: "app.py",
      files: {},
      pyodideUrl: `${site.root}${site.python}${LOADER}`,
      disableProgressToasts: true,
      disableErrorToasts: true,
      disableModuleAutoLoadToasts: true,
    },
    place,
  );
  // Addresses of lessons are made below the site's root, wherever the visit began.
  kernel.basePath = new URL(site.root).pathname.replace(/^\/+|\/+$/g, "");
  answerAs(kernel);
  return kernel;
}

// Streamlit's front end believes in a server of this name and asks it whether files to download exist. Python answers.
const SERVER = "https://stlite.invalid/";

function answerAs(kernel: Kernel): void {
  const nativeFetch = window.fetch.bind(window);
  window.fetch = async (resource, options) => {
    const address = resource instanceof Request ? resource.url : String(resource);
    if (!address.startsWith(SERVER)) return nativeFetch(resource, options);
    const path = `/${address.slice(SERVER.length + kernel.basePath.length).replace(/^\/+/, "")}`;
    const answer = await kernel.sendHttpRequest({ method: "GET", path, headers: {}, body: "" });
    return new Response(answer.body, { status: answer.statusCode, headers: answer.headers });
  };
}
