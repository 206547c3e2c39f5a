/**
 * Keeps the page for use without a network, and adds the headers that a static host may not send:
 * isolation, without which there are no threads, and the policy that forbids to send anything.
 */

declare const FILES: string[]; // that the page is made of; the build tells them
declare const VERSION: string; // changes with any of them
declare const HEADERS: Record<string, string>;

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(VERSION);
      await cache.addAll(FILES.map((path) => new Request(path, { cache: "reload" })));
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== VERSION) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== worker.location.origin) return;
  event.respondWith(answer(request));
});

/** What is kept, or what the network gives, which is kept then. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(VERSION);
  const wanted = request.mode === "navigate" ? "./" : request;
  const kept = await cache.match(wanted, { ignoreSearch: true });
  if (kept) return withHeaders(kept);
  const fetched = await fetch(request);
  if (fetched.status === 200) await cache.put(request, fetched.clone());
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
