import { expect, test } from "vitest";
import { Turns } from "../../core/turns.ts";

test("works begin when those before have ended, however they did", async () => {
  const turns = new Turns();
  const told: string[] = [];
  let go = () => {};
  const first = turns.take(async () => {
    told.push("first begins");
    await new Promise<void>((resolve) => (go = resolve));
    told.push("first ends");
    throw new Error("it failed");
  });
  const second = turns.take(() => {
    told.push("second begins");
    return Promise.resolve(2);
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(told).toEqual(["first begins"]);
  go();
  await expect(first).rejects.toThrow("it failed");
  expect(await second).toBe(2);
  expect(told).toEqual(["first begins", "first ends", "second begins"]);
});
