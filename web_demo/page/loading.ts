/** The first load: the service worker, isolation by it where the host gives none, the runtime. */

import { supportsFeature } from "@litertjs/core";

const RELOADED = "reloaded";

/**
 * Makes the page ready to start the translator; tells how far it is.
 *
 * Where the host sends no headers the service worker adds them, and the page, once reloaded, is
 * isolated and has threads.
 */
export async function load(tell: (text: string) => void): Promise<void> {
  tell("Loading the translator: 0 %");
  const isControlled = await controlled();
  // The address remembers that it was tried: storage may be blocked.
  const address = new URL(location.href);
  if (isControlled && !crossOriginIsolated && !address.searchParams.has(RELOADED)) {
    address.searchParams.set(RELOADED, "");
    location.replace(address);
    await new Promise(() => {}); // the page goes
  }
  await runtime(tell);
}

/** Whether a service worker answers for this page; it is waited for, but not for ever. */
async function controlled(): Promise<boolean> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return false;
  try {
    const change = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      setTimeout(resolve, 10_000);
    });
    const { installing, waiting } = await navigator.serviceWorker.register("service_worker.js");
    // One that is there already and does not answer, as after a forced reload, will not.
    if (!navigator.serviceWorker.controller && (installing ?? waiting)) await change;
    return navigator.serviceWorker.controller !== null;
  } catch {
    return false; // such as in private windows: the page works, but not without a network
  }
}

/** Fetches the runtime's largest file ahead, for whoever waits wants to see how far it is. */
async function runtime(tell: (text: string) => void): Promise<void> {
  const isSupported = await supportsFeature("relaxedSimd");
  const build = isSupported ? (crossOriginIsolated ? "_threaded" : "") : "_compat";
  const answer = await fetch(`litert/litert_wasm${build}_internal.wasm`).catch(() => null);
  const reader = answer?.body?.getReader();
  if (!answer?.ok || !reader) throw new Error("its runtime cannot be fetched. Reload the page.");
  const all = RUNTIME_MEGABYTES;
  for (let megabytes = 0; ;) {
    tell(`Loading the translator: ${Math.round((100 * megabytes) / all)} %`);
    const { done, value } = await reader.read();
    if (done) break;
    megabytes += value.length / 1e6;
  }
}

declare const RUNTIME_MEGABYTES: number; // unpacked; the build tells it
