import { expect, test } from "vitest";
import { Newest } from "../../core/newest.ts";

test("the newest wins, and each item is worked on or dropped once", async () => {
  const worked: number[] = [];
  const dropped: number[] = [];
  let release = () => {};
  const newest = new Newest<number>(
    async (item) => {
      worked.push(item);
      await new Promise<void>((resolve) => (release = resolve));
    },
    (item) => dropped.push(item),
  );
  for (const item of [1, 2, 3]) newest.offer(item);
  expect(dropped).toEqual([2]);
  release();
  await new Promise((resolve) => setTimeout(resolve));
  expect(worked).toEqual([1, 3]);
  newest.offer(4);
  const closed = newest.close();
  expect(dropped).toEqual([2, 4]);
  release();
  await closed;
  newest.offer(5);
  expect([worked, dropped]).toEqual([
    [1, 3],
    [2, 4, 5],
  ]);
});
