/** The fixtures that the readers of all languages are held to. */

import { readFileSync } from "node:fs";
import type { Picture } from "../../core/tiles.ts";

const FOLDER = new URL("../../../tests/golden/", import.meta.url);

/** The cases of a file; what each of them holds is told by tests/golden/README.md. */
export function cases<Case>(name: string): Case[] {
  const text = readFileSync(new URL(`${name}.json`, FOLDER), "utf8");
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

export function file([start, length]: [number, number]): Uint8Array {
  return readFileSync(new URL("files.bin", FOLDER)).subarray(start, start + length);
}

/** RGBA of opaque pixels from the base64 of RGB. */
export function pixels(text: string): Uint8ClampedArray {
  const bytes = Buffer.from(text, "base64");
  const data = new Uint8ClampedArray((bytes.length / 3) * 4).fill(255);
  bytes.forEach((byte, i) => (data[Math.floor(i / 3) * 4 + (i % 3)] = byte));
  return data;
}

/** A picture of such pixels. */
export function picture(data: Uint8ClampedArray, height: number, width: number): Picture {
  const read = (top: number, rows: number) =>
    data.subarray(top * width * 4, (top + rows) * width * 4);
  return { height, width, read };
}
