import { expect, test } from "vitest";
import { fastest, FrameRate, percentile, secondsLeft } from "../../core/timing.ts";

test("percentiles lie between two neighbours, as NumPy's", () => {
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(percentile([10, 20, 30], 0.9)).toBeCloseTo(28);
  expect(percentile([], 0.5)).toBeNaN();
});

test("frames a second are those of the last thirty", () => {
  const rate = new FrameRate();
  expect(rate.perSecond).toBe(0);
  rate.tick(0);
  expect(rate.perSecond).toBe(0);
  for (let i = 0; i < 30; i++) rate.tick(5000 + 40 * i);
  expect(rate.perSecond).toBeCloseTo(25);
});

test("the fastest, and of those as fast the one of fewest threads", () => {
  const threads = { threads: 4, median: 10 };
  const one = { threads: 1, median: 10.4 };
  expect(fastest([threads, one])).toBe(one);
  expect(fastest([threads, { threads: 1, median: 11 }])).toBe(threads);
  expect(fastest([{ threads: 0, median: null }, one])).toBe(one);
  expect(fastest([{ threads: 0, median: null }])).toBeNull();
});

test("time left", () => {
  expect(secondsLeft(0, 10, 3)).toBeNull();
  expect(secondsLeft(2, 10, 3)).toBe(12);
});
