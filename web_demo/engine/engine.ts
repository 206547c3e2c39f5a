/** The models that are open, and on which accelerator: the page's side of the worker. */

import * as Comlink from "comlink";
import type { Contract } from "../core/contract.ts";
import { fastest } from "../core/timing.ts";
import { Turns } from "../core/turns.ts";
import type { Way } from "./runner.ts";
import { areSame, reasonOf, THREADS, WAYS, type WayName } from "./ways.ts";
import type { Method, Service, Translated } from "./worker.ts";

/** A model as the page has it. */
export interface Model {
  /** What it is called by, once among all models. */
  key: string;
  content: Uint8Array;
  contract: Contract;
}

export type Choice = WayName | "automatic";

/** A way of running the model, what it was measured at, or why it is not taken. */
export interface Trial {
  name: WayName;
  way: Way;
  median: number | null;
  reason: string | null;
}

/** What runs: the ways that were tried, and the one that was taken. */
export interface State {
  choice: Choice;
  trials: Trial[];
  taken: Trial;
}

const RUNTIME = new URL("litert/", document.baseURI).href;
/** The translator had to be started anew, and a picture was lost; the models are open again. */
export class Restarted extends Error {
  constructor() {
    super("the translator was started anew");
  }
}

// A model is tried under this key, while what is open goes on.
const TRIED = " tried";

export class Engine {
  private worker: Worker | null = null;
  private service: Promise<Comlink.Remote<Service>> | null = null;
  /** Rejects when the worker ends by an error, or is given up. */
  private broken: Promise<never> = new Promise(() => {});
  private giveUp: (reason: Error) => void = () => {};
  private recovering: Promise<void> | null = null;
  private isThreaded = crossOriginIsolated;
  private threadsFailed: string | null = null;
  private gpuLost = false;
  private readonly open = new Map<string, { model: Model; state: State }>();
  private readonly turns = new Turns(); // one model is tried at a time

  /** @param changed is told a sentence when the engine had to change how it runs. */
  constructor(private readonly changed: (sentence: string) => void) {}

  /**
   * Opens a model, unless it is: the way that is asked for, or the fastest by a short measurement.
   *
   * @throws Error: no way runs it; its message is a sentence.
   */
  use(model: Model, choice: Choice): Promise<State> {
    return this.turns.take(() => this.used(model, choice));
  }

  private async used(model: Model, choice: Choice): Promise<State> {
    const open = this.open.get(model.key);
    if (open && open.model.content === model.content && open.state.choice === choice) {
      return open.state;
    }
    const trials: Trial[] = [];
    try {
      for (const name of ["one", "threads", "webgpu"] as const) {
        trials.unshift(await this.trial(model, name));
      }
    } finally {
      await this.ask((service) => service.close(TRIED));
    }
    const chosen = trials.find(({ name, median }) => name === choice && median !== null);
    const measured = trials.map((trial) => ({
      trial,
      threads: trial.way.threads,
      median: trial.median,
    }));
    const taken = chosen ?? fastest(measured)?.trial;
    if (!taken) throw new Error(trials.find(({ name }) => name === "one")?.reason ?? "");
    try {
      await this.opened(model.key, model, taken.way);
    } catch (error) {
      throw new Error(reasonOf(error, taken.name, model.contract), { cause: error });
    }
    const state = { choice, trials, taken };
    this.open.set(model.key, { model, state });
    return state;
  }

  /**
   * What a model makes of a picture, which is taken, on one thread; it is not open afterwards.
   *
   * @throws Error: it cannot be run; its message is a sentence.
   */
  preview(model: Model, image: ImageBitmap): Promise<ImageBitmap> {
    return this.turns.take(async () => {
      try {
        await this.opened(TRIED, model, WAYS.one);
        return (await this.translate(TRIED, image, "resize")).image;
      } catch (error) {
        throw new Error(reasonOf(error, "one", model.contract), { cause: error });
      } finally {
        image.close(); // where it was not taken
        await this.ask((service) => service.close(TRIED));
      }
    });
  }

  /** Closes a model; nothing happens where it is not open. */
  close(key: string): Promise<void> {
    return this.turns.take(async () => {
      if (this.open.delete(key)) await this.ask((service) => service.close(key));
    });
  }

  /** What a model runs on; null where it is not open. */
  state(key: string): State | null {
    return this.open.get(key)?.state ?? null;
  }

  /**
   * Translates a picture, which is taken; `progress` returns false to end the work.
   *
   * @throws Restarted: it was lost, and may be translated again.
   * @throws Error: it could not be translated; the models are opened anew where they broke.
   */
  async translate(
    key: string,
    image: ImageBitmap,
    method: Method,
    progress?: (done: number, all: number) => boolean,
  ): Promise<Translated> {
    let isCancelled = false;
    const told =
      progress &&
      Comlink.proxy((done: number, all: number) => {
        isCancelled ||= !progress(done, all);
        return Promise.resolve(!isCancelled);
      });
    const [worker, way] = [this.worker, this.state(key)?.taken.name];
    try {
      return await this.ask((service) =>
        service.translate(key, Comlink.transfer(image, [image]), method, told),
      );
    } catch (error) {
      if (isCancelled) throw error;
      if (worker !== this.worker || this.recovering) {
        await this.recovering; // by another picture, or because the GPU went away
        throw new Restarted();
      }
      if (way === "webgpu") {
        await this.goOnWithout();
        throw new Restarted();
      }
      await this.recovered(); // what ran out of memory does not come back
      throw error;
    }
  }

  /** Asks the worker, which is started where it is not; rejects too when the worker ends. */
  private async ask<T>(question: (service: Comlink.Remote<Service>) => Promise<T>): Promise<T> {
    const service = await this.started();
    return Promise.race([question(service), this.broken]);
  }

  /** Starts a new worker with the models that were open. */
  private recovered(): Promise<void> {
    this.recovering ??= this.startAnew().finally(() => (this.recovering = null));
    return this.recovering;
  }

  private async startAnew(): Promise<void> {
    this.end();
    const before = [...this.open.values()];
    this.open.clear();
    for (const { model, state } of before) {
      if (this.gpuLost && state.taken.name === "webgpu") {
        await this.used(model, "automatic");
      } else {
        await this.opened(model.key, model, state.taken.way);
        this.open.set(model.key, { model, state });
      }
    }
  }

  /** Tries a way: opens the model, compares its picture with one thread's, measures. */
  private async trial(model: Model, name: WayName): Promise<Trial> {
    const way = WAYS[name];
    const refused = (reason: string) => ({ name, way, median: null, reason });
    try {
      await this.started();
      const missing = await this.missing(name);
      if (missing) return refused(missing);
      const sample = () => this.ask((service) => service.sample(TRIED));
      // For WebGPU what the processor makes, on which it was tried before.
      const expected = name === "webgpu" ? await sample() : null;
      await this.opened(TRIED, model, way);
      if (expected && !areSame(expected, await sample())) {
        return refused("It gives wrong pictures for this model.");
      }
      const median = await this.ask((service) => service.measure(TRIED));
      return { name, way, median, reason: null };
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

  private async opened(key: string, model: Model, way: Way): Promise<void> {
    const lost = Comlink.proxy(() => void this.goOnWithout());
    // What is sent is copied: the page keeps its own for another way.
    await this.ask((service) => service.open(key, model.content, model.contract, way, lost));
  }

  /** After the GPU went away: what runs there never ends, and all models go on by the processor. */
  private async goOnWithout(): Promise<void> {
    if (this.gpuLost) return;
    this.gpuLost = true;
    try {
      await this.recovered();
      this.changed("The GPU went away. The processor goes on.");
    } catch (error) {
      this.changed(`The GPU went away, and the processor does not go on: ${String(error)}`);
    }
  }

  private started(): Promise<Comlink.Remote<Service>> {
    this.service ??= this.startedOnce().catch((error: unknown) => {
      this.service = null;
      throw error;
    });
    return this.service;
  }

  private async startedOnce(): Promise<Comlink.Remote<Service>> {
    try {
      return await this.start();
    } catch (error) {
      if (!this.isThreaded) throw error;
      // Such as on phones that give no shared memory: everything else still works.
      this.threadsFailed = (error as Error).message;
      this.isThreaded = false;
      return await this.start();
    }
  }

  private async start(): Promise<Comlink.Remote<Service>> {
    this.worker?.terminate();
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "classic" });
    this.worker = worker;
    const broken = new Promise<never>((_, reject) => {
      this.giveUp = reject;
      worker.addEventListener("error", ({ message }) => {
        reject(new Error(message || "the translator's thread ended"));
        if (worker === this.worker) this.service = null; // whoever asks next starts another
      });
    });
    broken.catch(() => {}); // whoever waits is told
    this.broken = broken;
    const service = Comlink.wrap<Service>(worker);
    await Promise.race([service.start(RUNTIME, this.isThreaded), broken]);
    return service;
  }

  /** Ends the worker; whoever waits for it is told. */
  private end(): void {
    this.worker?.terminate();
    this.service = null;
    this.giveUp(new Restarted());
  }
}
