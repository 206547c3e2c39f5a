/** Bytes of pictures as a file's values, and back: in float32 throughout, as every reader does. */

import type { Values } from "./contract.ts";

/** Bytes as the values that go in. */
export function toModel(picture: Uint8Array, values: Values): Uint8Array | Float32Array {
  if (values.type === "uint8") return picture;
  const [low, scale] = scaling(values, (span) => span / 255);
  return Float32Array.from(picture, (byte) => Math.fround(Math.fround(byte * scale) + low));
}

/** Values that came out as bytes: rounded half up; what is no number is 0. */
export function fromModel(made: Uint8Array | Float32Array, values: Values): Uint8Array {
  if (made instanceof Uint8Array) return made;
  const [low, scale] = scaling(values, (span) => 255 / span);
  return Uint8Array.from(made, (value) => {
    const level = Math.fround(Math.fround(value - low) * scale);
    if (Number.isNaN(level)) return 0;
    return Math.floor(Math.fround(Math.min(255, Math.max(0, level)) + 0.5));
  });
}

function scaling(values: Values, by: (span: number) => number): [number, number] {
  const low = Math.fround(values.low);
  return [low, Math.fround(by(Math.fround(Math.fround(values.high) - low)))];
}
