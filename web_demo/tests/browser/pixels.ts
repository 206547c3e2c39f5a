/** Pictures and films side by side, read by the browser itself. */

import type { Page } from "playwright-core";
import type { Stage } from "./site.ts";

/** How far two pictures are from each other. */
export interface Distance {
  sizes: string[];
  /** The largest difference of two bytes. */
  levels: number;
  /** Peak signal-to-noise ratio, dB; null where they are equal. */
  psnr: number | null;
}

/** A page of the tests' own, without the policy of the one that is tested. */
export async function bench({ browser, site }: Stage): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(new URL("/blank.html", site.address).href);
  return page;
}

/** The distance between two pictures' files. */
export function distance(page: Page, a: Buffer, b: Buffer): Promise<Distance> {
  return page.evaluate(
    async (files) => {
      const [one, other] = await Promise.all(
        files.map(async (file) => {
          const blob = await (await fetch(`data:;base64,${file}`)).blob();
          const image = await createImageBitmap(blob, { colorSpaceConversion: "none" });
          const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height) as ImageData;
        }),
      );
      let [squares, levels] = [0, 0];
      one.data.forEach((byte, i) => {
        const difference = Math.abs(byte - other.data[i]);
        squares += difference ** 2;
        levels = Math.max(levels, difference);
      });
      const mean = squares / ((one.data.length / 4) * 3);
      const psnr = mean ? 10 * Math.log10(255 ** 2 / mean) : null;
      return { sizes: [one, other].map((p) => `${p.width}x${p.height}`), levels, psnr };
    },
    [a, b].map((file) => file.toString("base64")),
  );
}

/** A JPEG of squares in greys, row by row. */
export async function mosaic(page: Page, greys: number[], columns: number, side: number) {
  const base64 = await page.evaluate(
    async ([greys, columns, side]) => {
      const rows = greys.length / columns;
      const canvas = new OffscreenCanvas(columns * side, rows * side);
      const context = canvas.getContext("2d");
      if (!context) throw new RangeError("no canvas");
      greys.forEach((grey, i) => {
        context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
        context.fillRect((i % columns) * side, Math.floor(i / columns) * side, side, side);
      });
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 1 });
      return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
    },
    [greys, columns, side] as const,
  );
  return Buffer.from(base64, "base64");
}

/** Frames below each other, turned clockwise one by one, below each other again: a PNG. */
export async function turnedFrames(page: Page, strip: Buffer, height: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([file, height]) => {
      const image = await createImageBitmap(await (await fetch(`data:;base64,${file}`)).blob());
      const frames = image.height / height;
      const canvas = new OffscreenCanvas(height, image.width * frames);
      const context = canvas.getContext("2d");
      for (let i = 0; i < frames; i++) {
        context?.setTransform(0, 1, -1, 0, height, image.width * i);
        context?.drawImage(
          image,
          ...[0, height * i, image.width, height],
          0,
          0,
          image.width,
          height,
        );
      }
      let text = "";
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [strip.toString("base64"), height] as const,
  );
  return Buffer.from(base64, "base64");
}

/** A WebM film of a field whose grey changes with every frame; made by the browser. */
export async function greyFilm(page: Page, width: number, height: number, frames: number) {
  const base64 = await page.evaluate(
    async ([width, height, frames]) => {
      const bunny = (globalThis as unknown as { Mediabunny: typeof import("mediabunny") })
        .Mediabunny;
      const target = new bunny.BufferTarget();
      const output = new bunny.Output({ format: new bunny.WebMOutputFormat(), target });
      const canvas = new OffscreenCanvas(width, height);
      const source = new bunny.CanvasSource(canvas, { codec: "vp8", quality: bunny.QUALITY_LOW });
      output.addVideoTrack(source);
      await output.start();
      const context = canvas.getContext("2d");
      for (let frame = 0; frame < frames; frame++) {
        if (context) context.fillStyle = `hsl(0 0 ${frame % 100}%)`;
        context?.fillRect(0, 0, width, height);
        await source.add(frame / 25, 1 / 25);
      }
      await output.finalize();
      let text = "";
      for (const byte of new Uint8Array(target.buffer as ArrayBuffer))
        text += String.fromCharCode(byte);
      return btoa(text);
    },
    [width, height, frames] as const,
  );
  return Buffer.from(base64, "base64");
}

/** What a film holds. */
export interface FilmFacts {
  width: number;
  height: number;
  rotation: number;
  times: number[];
  /** Its frames below each other, a PNG in base64. */
  strip: string;
  sound: { codec: string | null; packets: number; bytes: number } | null;
}

/** Decodes a film. */
export function film(page: Page, content: Buffer): Promise<FilmFacts> {
  return page.evaluate(async (base64) => {
    const bunny = (globalThis as unknown as { Mediabunny: typeof import("mediabunny") }).Mediabunny;
    const blob = await (await fetch(`data:;base64,${base64}`)).blob();
    const input = new bunny.Input({
      source: new bunny.BlobSource(blob),
      formats: bunny.ALL_FORMATS,
    });
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error("it shows nothing");
    const frames: OffscreenCanvas[] = [];
    const times: number[] = [];
    for await (const { canvas, timestamp } of new bunny.CanvasSink(track).canvases()) {
      frames.push(canvas as OffscreenCanvas);
      times.push(timestamp);
    }
    const [width, height] = [frames[0].width, frames[0].height];
    const strip = new OffscreenCanvas(width, height * frames.length);
    frames.forEach((frame, i) => strip.getContext("2d")?.drawImage(frame, 0, i * height));
    const bytes = new Uint8Array(await (await strip.convertToBlob()).arrayBuffer());
    const audio = await input.getPrimaryAudioTrack();
    let sound = null;
    if (audio) {
      sound = { codec: audio.codec as string | null, packets: 0, bytes: 0 };
      for await (const packet of new bunny.EncodedPacketSink(audio).packets()) {
        sound.packets += 1;
        sound.bytes += packet.byteLength;
      }
    }
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return { width, height, rotation: track.rotation, times, strip: btoa(text), sound };
  }, content.toString("base64"));
}
