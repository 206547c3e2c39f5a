/** The thread that owns the models: they are opened, run and closed here, one thing at a time. */

import { loadLiteRt } from "@litertjs/core";
import * as Comlink from "comlink";
import type { Contract } from "../core/contract.ts";
import { mosaic } from "../core/tiles.ts";
import { Turns } from "../core/turns.ts";
import { bands, canvas, opaque, withoutAlpha } from "./picture.ts";
import { Runner, type Way } from "./runner.ts";

/** How a picture is translated: in tiles of the model's size, or the whole scaled to it. */
export type Method = "tiles" | "resize";

/** A translated picture and the milliseconds that it took. */
export interface Translated {
  image: ImageBitmap;
  milliseconds: number;
}

const runners = new Map<string, Runner>();
const turns = new Turns(); // a model has one place for what goes in and out

function runner(key: string): Runner {
  const found = runners.get(key);
  if (!found) throw new Error(`${key} is not open`);
  return found;
}

const service = {
  /** Loads the runtime: its build with threads, or the one without. */
  async start(folder: string, isThreaded: boolean): Promise<void> {
    // In a worker the runtime would look for its parts beside the worker's own script.
    const mainScriptUrlOrBlob = `${folder}litert_wasm_threaded_internal.js`;
    const locateFile = (name: string) => folder + name;
    const Module = { locateFile, mainScriptUrlOrBlob, printErr: console.debug };
    Object.assign(self, { Module });
    await loadLiteRt(folder, { threads: isThreaded });
  },

  /** @throws Error: the model cannot be run this way. */
  open(key: string, content: Uint8Array, contract: Contract, way: Way, lost: () => void) {
    return turns.take(async () => {
      const opened = await Runner.open(content, contract, way, lost);
      const before = runners.get(key);
      runners.set(key, opened);
      before?.close();
    });
  },

  close(key: string) {
    return turns.take(() => {
      runners.get(key)?.close();
      runners.delete(key);
      return Promise.resolve();
    });
  },

  /** Median milliseconds of a run. */
  measure(key: string): Promise<number> {
    return turns.take(() => runner(key).measure());
  },

  /** What a model makes of a sample, to compare accelerators by. */
  sample(key: string): Promise<Uint8Array> {
    return turns.take(() => runner(key).run(runner(key).sample()));
  },

  /**
   * Translates a picture, which is closed.
   *
   * @param progress is told tiles done and all; it returns false to end the work.
   */
  translate(
    key: string,
    image: ImageBitmap,
    method: Method,
    progress?: (done: number, all: number) => Promise<boolean>,
  ): Promise<Translated> {
    return turns.take(async () => {
      const start = performance.now();
      try {
        const made = await TRANSLATE[method](runner(key), image, progress);
        return Comlink.transfer({ image: made, milliseconds: performance.now() - start }, [made]);
      } finally {
        image.close();
      }
    });
  },
};

export type Service = typeof service;

const TRANSLATE = { tiles: inTiles, resize: scaled };

async function inTiles(
  { contract, run }: Runner,
  image: ImageBitmap,
  progress?: (done: number, all: number) => Promise<boolean>,
): Promise<ImageBitmap> {
  const made = canvas(image.width, image.height);
  await mosaic(
    bands(image),
    contract,
    contract.overlap,
    run,
    (top, height, data) => made.putImageData(new ImageData(data, image.width, height), 0, top),
    async (done, all) => {
      if (progress && !(await progress(done, all))) throw new DOMException("", "AbortError");
    },
  );
  return made.canvas.transferToImageBitmap();
}

async function scaled({ contract, run }: Runner, image: ImageBitmap): Promise<ImageBitmap> {
  const { width, height } = contract;
  const small = canvas(width, height);
  small.imageSmoothingQuality = "high";
  small.drawImage(image, 0, 0, width, height);
  const bytes = await run(withoutAlpha(small.getImageData(0, 0, width, height).data));
  small.putImageData(opaque(bytes, width, height), 0, 0);
  if (image.width === width && image.height === height) {
    return small.canvas.transferToImageBitmap();
  }
  const made = canvas(image.width, image.height);
  made.imageSmoothingQuality = "high";
  made.drawImage(small.canvas, 0, 0, image.width, image.height);
  return made.canvas.transferToImageBitmap();
}

Comlink.expose(service);
