/** The models that are open, and on which accelerator: the page's side of the worker. */

import * as Comlink from "comlink";
import { Refusal, type Contract } from "../core/contract.ts";
import { fastest } from "../core/timing.ts";
import type { Way } from "./runner.ts";
import type { Method, Service, Translated } from "./worker.ts";

/** A model as the page has it. */
export interface Model {
  /** What it is called by, once among all models. */
  key: string;
  content: Uint8Array;
  contract: Contract;
}

export type WayName = "webgpu" | "threads" | "one";

/** A way of running the model, what it was measured at, or why it is not taken. */
export interface Trial {
  name: WayName;
  way: Way;
  median: number | null;
  reason: string | null;
}

/** What runs: the ways that were tried, and the one that was taken. */
export interface State {
  trials: Trial[];
  taken: Trial;
}

const RUNTIME = new URL("litert/", document.baseURI).href;
const THREADS = Math.min(4, navigator.hardwareConcurrency || 1);
const WAYS: Record<WayName, Way> = {
  webgpu: { accelerator: "webgpu", threads: 0 },
  threads: { accelerator: "wasm", threads: THREADS },
  one: { accelerator: "wasm", threads: 1 },
};
// Pictures of a GPU that computes in half precision lie some 40 dB from the processor's.
const SAME = 30;

export class Engine {
  private worker: Worker | null = null;
  private service: Comlink.Remote<Service> | null = null;
  /** Rejects when the worker ends by an error. */
  private broken: Promise<never> = new Promise(() => {});
  private isThreaded = crossOriginIsolated;
  private threadsFailed: string | null = null;
  private gpuLost = false;
  private readonly open = new Map<string, { model: Model; state: State }>();

  /** @param changed is told a sentence when the engine had to change how it runs. */
  constructor(private readonly changed: (sentence: string) => void) {}

  /**
   * Opens a model: the way that is asked for, or the fastest by a short measurement.
   *
   * @throws Error: no way runs it; its message is a sentence.
   */
  async use(model: Model, choice: WayName | "automatic"): Promise<State> {
    const trials: Trial[] = [];
    for (const name of ["one", "threads", "webgpu"] as const) {
      trials.unshift(await this.trial(model, name, trials[0]));
    }
    const chosen = trials.find(({ name, median }) => name === choice && median !== null);
    const best = chosen ?? fastest(trials.map((t) => ({ ...t, threads: t.way.threads })));
    const taken = best && trials.find(({ name }) => name === best.name);
    if (!taken) throw new Error(trials.find(({ name }) => name === "one")?.reason ?? "");
    if (taken !== trials[0]) await this.opened(model, taken.way);
    const state = { trials, taken };
    this.open.set(model.key, { model, state });
    return state;
  }

  /** Closes a model; nothing happens where it is not open. */
  async close(key: string): Promise<void> {
    if (this.open.delete(key)) await this.service?.close(key);
  }

  /**
   * Translates a picture, which is taken; `progress` returns false to end the work.
   *
   * @throws Error: it could not be translated; the models are opened anew where they broke.
   */
  async translate(
    key: string,
    image: ImageBitmap,
    method: Method,
    progress?: (done: number, all: number) => boolean,
  ): Promise<Translated> {
    const service = await this.started();
    const told =
      progress && Comlink.proxy((d: number, a: number) => Promise.resolve(progress(d, a)));
    try {
      const made = service.translate(key, Comlink.transfer(image, [image]), method, told);
      return await Promise.race([made, this.broken]);
    } catch (error) {
      // What ran out of memory does not come back.
      if ((error as Error).name !== "AbortError") await this.startAnew();
      throw error;
    }
  }

  private async startAnew(): Promise<void> {
    this.worker?.terminate();
    this.service = null;
    for (const { model, state } of this.open.values()) await this.opened(model, state.taken.way);
  }

  /** Tries a way: opens the model, compares its picture with one thread's, measures. */
  private async trial(model: Model, name: WayName, before?: Trial): Promise<Trial> {
    const way = WAYS[name];
    const refused = (reason: string) => ({ name, way, median: null, reason });
    try {
      const service = await this.started();
      const missing = await this.missing(name);
      if (missing) return refused(missing);
      const expected = name === "webgpu" && before ? await service.sample(model.key) : null;
      await this.opened(model, way);
      if (expected && psnr(expected, await service.sample(model.key)) < SAME) {
        return refused("It gives wrong pictures for this model.");
      }
      return { name, way, median: await service.measure(model.key), reason: null };
    } catch (error) {
      return refused(reasonOf(error, name, model.contract));
    }
  }

  /** Why a way is not there at all; null where it is. */
  private async missing(name: WayName): Promise<string | null> {
    if (name === "one") return null;
    if (name === "threads") {
      if (this.threadsFailed) return `They could not be started: ${this.threadsFailed}`;
      if (!crossOriginIsolated) return "The page is not isolated: reload it once.";
      return THREADS > 1 ? null : "This device has one processor core.";
    }
    if (this.gpuLost) return "It went away while it was used.";
    if (!("gpu" in navigator)) return "This browser has none.";
    return (await navigator.gpu.requestAdapter()) ? null : "This browser finds no GPU for it.";
  }

  private async opened(model: Model, way: Way): Promise<void> {
    const service = await this.started();
    const lost = Comlink.proxy(() => void this.goOnWithout());
    // What is sent is copied: the page keeps its own for another way.
    await service.open(model.key, model.content, model.contract, way, lost);
  }

  /** After the GPU went away: all models go on by the processor. */
  private async goOnWithout(): Promise<void> {
    if (this.gpuLost) return;
    this.gpuLost = true;
    for (const { model, state } of [...this.open.values()]) {
      if (state.taken.name === "webgpu") await this.use(model, "automatic");
    }
    this.changed("The GPU went away. The processor goes on.");
  }

  private async started(): Promise<Comlink.Remote<Service>> {
    if (this.service) return this.service;
    try {
      await this.start();
    } catch (error) {
      if (!this.isThreaded) throw error;
      // Such as on phones that give no shared memory: everything else still works.
      this.threadsFailed = (error as Error).message;
      this.isThreaded = false;
      await this.start();
    }
    return this.service as unknown as Comlink.Remote<Service>;
  }

  private async start(): Promise<void> {
    this.worker?.terminate();
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "classic" });
    this.broken = new Promise<never>((_, reject) => {
      worker.addEventListener("error", ({ message }) => {
        reject(new Error(message || "the translator's thread ended"));
      });
    });
    this.broken.catch(() => {}); // whoever waits is told
    this.worker = worker;
    const service = Comlink.wrap<Service>(worker);
    await Promise.race([service.start(RUNTIME, this.isThreaded), this.broken]);
    this.service = service;
  }
}

/** Why the runtime does not run a model some way, in a sentence. */
function reasonOf(error: unknown, name: WayName, contract: Contract): string {
  const told = (error as Error).message.trim().split("\n")[0] || "no reason is told";
  if (name === "webgpu") {
    return `This model does not run there as a whole (${told}). Export it with --quantize=float16.`;
  }
  const since = contract.runsSince ?? "a version that it does not tell";
  return new Refusal("runtime", "LiteRT.js", told, since).message;
}

/** Peak signal-to-noise ratio of bytes, dB. */
function psnr(a: Uint8Array, b: Uint8Array): number {
  const error = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / error);
}
