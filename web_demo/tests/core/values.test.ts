import { expect, test } from "vitest";
import type { Values } from "../../core/contract.ts";
import { fromModel, toModel } from "../../core/values.ts";
import { cases } from "./golden.ts";

interface Floats {
  range: [number, number];
  values: number[];
  from_values: (number | string)[];
  to_bytes: number[];
}

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test.each(cases<Floats>("float"))("floats in $range", (golden) => {
  const [low, high] = golden.range;
  const values: Values = { type: "float32", low, high };
  const made = toModel(BYTES, values);
  expect(made).toEqual(Float32Array.from(golden.values));
  const given = Float32Array.from(golden.from_values, Number);
  expect([...fromModel(given, values)]).toEqual(golden.to_bytes);
  expect(fromModel(made, values)).toEqual(BYTES);
});

test("bytes are as they are", () => {
  const values: Values = { type: "uint8", low: 0, high: 255 };
  expect(toModel(BYTES, values)).toBe(BYTES);
  expect(fromModel(BYTES, values)).toBe(BYTES);
});
