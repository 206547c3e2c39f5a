import { expect, test } from "vitest";
import { coverCrop } from "../../core/crop.ts";

test.each([
  [640, 480, { left: 80, top: 0, width: 480, height: 480 }],
  [480, 641, { left: 0, top: 80, width: 480, height: 480 }],
  [7, 7, { left: 0, top: 0, width: 7, height: 7 }],
])("a square of %i x %i", (width, height, expected) => {
  expect(coverCrop({ width, height }, { width: 256, height: 256 })).toEqual(expected);
});

test("no part is empty", () => {
  expect(coverCrop({ width: 1, height: 900 }, { width: 900, height: 1 }).height).toBe(1);
});
