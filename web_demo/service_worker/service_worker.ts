/**
 * Keeps the page for use without a network, and adds the headers that a static host may not send:
 * isolation, without which there are no threads, and the policy that forbids to send anything.
 */

declare const FILES: string[]; // that the page is made of; the build tells them
declare const VERSION: string; // changes with any of them, and with what is below
declare const RUNTIME: string; // of LiteRT.js, which outlives the page's versions
declare const HEADERS: Record<string, string>;

const worker = self as unknown as ServiceWorkerGlobalScope;
const OWN = `unit_tf ${worker.registration.scope} `; // other pages may share the origin
const PAGE = OWN + VERSION;
const KEPT = OWN + RUNTIME;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(PAGE);
      await cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" })));
      // A newer version waits until no page of the older one is open.
      if (!worker.registration.active) await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(OWN) && name !== PAGE && name !== KEPT) await caches.delete(name);
      }
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== worker.location.origin) return;
  event.respondWith(answer(request, event));
});

/** What is kept, or what the network gives; of that the runtime is kept. */
async function answer(request: Request, event: FetchEvent): Promise<Response> {
  const wanted = request.mode === "navigate" ? "./" : request;
  for (const name of [PAGE, KEPT]) {
    const cache = await caches.open(name);
    // Hosts say that their answers vary with who asks: here it is always this page.
    const kept = await cache.match(wanted, { ignoreSearch: true, ignoreVary: true });
    if (kept) return withHeaders(kept);
  }
  const fetched = await fetch(request);
  if (fetched.status === 200 && request.url.startsWith(`${worker.registration.scope}litert/`)) {
    const copy = fetched.clone();
    const kept = caches.open(KEPT).then((cache) => cache.put(request, copy));
    event.waitUntil(kept.catch(() => {})); // no room: it is fetched again the next time
  }
  return withHeaders(fetched);
}

function withHeaders(response: Response): Response {
  if (response.status === 0) return response; // opaque: it has none
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(status === 204 || status === 304 ? null : response.body, {
    ...{ status, statusText, headers },
  });
}
