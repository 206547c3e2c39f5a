/** One model on one accelerator, by LiteRT.js. */

import { getWebGpuDevice, loadAndCompile, Tensor, type CompiledModel } from "@litertjs/core";
import type { Contract } from "../core/contract.ts";
import { percentile } from "../core/timing.ts";
import { fromModel, toModel } from "../core/values.ts";

/** A way of running a model: on so many threads of the processor, or on the GPU (no thread). */
export interface Way {
  accelerator: "wasm" | "webgpu";
  threads: number;
}

const WARM_UP = 2;
const RUNS = 7;
const PATIENCE = 1500; // milliseconds after which a measurement takes what it has

export class Runner {
  private constructor(
    readonly contract: Contract,
    private readonly model: CompiledModel,
  ) {}

  /**
   * Compiles a file and runs it once.
   *
   * @param lost is called when the GPU goes away.
   * @throws Error: the runtime cannot run it this way; the message is the runtime's.
   */
  static async open(
    content: Uint8Array,
    contract: Contract,
    way: Way,
    lost: () => void,
  ): Promise<Runner> {
    const model = await loadAndCompile(content, {
      accelerator: way.accelerator,
      cpuOptions: { numThreads: Math.max(1, way.threads) },
    });
    try {
      if (way.accelerator === "webgpu") {
        const device = getWebGpuDevice();
        // The runtime falls back to the processor by itself, without a word to the caller.
        const isThere = model.isFullyAccelerated && model.options.accelerator === "webgpu";
        if (!isThere || !device) throw new Error("it falls back to the processor");
        void device.lost.then(() => lost()); // what it was lost by cannot be sent to the page
      }
      const runner = new Runner(contract, model);
      await runner.run(runner.sample());
      return runner;
    } catch (error) {
      model.delete();
      throw error;
    }
  }

  /** RGB bytes of RGB bytes, a picture of the model's size. */
  readonly run = async (picture: Uint8Array): Promise<Uint8Array> => {
    const { height, width, input, output } = this.contract;
    const values = toModel(picture, input) as Uint8Array<ArrayBuffer>;
    const given = new Tensor(values, [1, height, width, 3]);
    try {
      const [made] = await this.model.run(given);
      try {
        // What `data` gives may lie in the runtime's memory, which is freed below.
        return fromModel((await made.data()) as Uint8Array | Float32Array, output).slice();
      } finally {
        made.delete();
      }
    } finally {
      given.delete();
    }
  };

  /** Median milliseconds of a run, bytes in and bytes out. */
  async measure(): Promise<number> {
    const picture = this.sample();
    const durations: number[] = [];
    const begin = performance.now();
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const start = performance.now();
      await this.run(picture);
      if (run >= WARM_UP) durations.push(performance.now() - start);
      if (durations.length && performance.now() - begin > PATIENCE) break;
    }
    return percentile(durations, 0.5);
  }

  /** A picture of colours that fade from side to side, with lines in it. */
  sample(): Uint8Array {
    const { height, width } = this.contract;
    return Uint8Array.from({ length: height * width * 3 }, (_, i) => {
      const [y, x] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
      const fading = [x / width, y / height, 1 - x / width][i % 3];
      return 200 * fading + (x % 16 < 2 || y % 16 < 2 ? 50 : 0);
    });
  }

  close(): void {
    this.model.delete();
  }
}
