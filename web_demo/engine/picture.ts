/** Pictures that a canvas holds, as the tiles read and write them. */

import type { Picture } from "../core/tiles.ts";

export type Context = OffscreenCanvasRenderingContext2D;

/** A canvas that keeps its pixels in memory, for they are read. */
export function canvas(width: number, height: number): Context {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new RangeError("no canvas");
  return context;
}

/** The rows of a bitmap; no more than a band of it is unpacked at a time. */
export function bands(image: ImageBitmap): Picture {
  const { width, height } = image;
  let band = canvas(width, 1);
  return {
    width,
    height,
    read(top, rows) {
      if (band.canvas.height < rows) band = canvas(width, rows);
      band.clearRect(0, 0, width, rows);
      band.drawImage(image, 0, top, width, rows, 0, 0, width, rows);
      return band.getImageData(0, 0, width, rows).data;
    },
  };
}

/** RGB bytes of RGBA. */
export function withoutAlpha(data: Uint8ClampedArray): Uint8Array {
  const bytes = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    bytes[to++] = data[from];
    bytes[to++] = data[from + 1];
    bytes[to++] = data[from + 2];
  }
  return bytes;
}

/** Opaque RGBA of RGB bytes. */
export function opaque(bytes: Uint8Array, width: number, height: number): ImageData {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < bytes.length; to += 4) {
    data[to] = bytes[from++];
    data[to + 1] = bytes[from++];
    data[to + 2] = bytes[from++];
  }
  return new ImageData(data, width, height);
}
