import { AxeBuilder } from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { cases, file } from "../core/golden.ts";
import { bench, distance, mosaic } from "./pixels.ts";
import {
  downloaded,
  given,
  ready,
  repository,
  staged,
  trouble,
  turn,
  type Watched,
} from "./site.ts";

const FLOATS = repository("android_demo/app/src/test/resources/golden_model/ab_float16.tflite");
const DESCRIPTION = {
  ...{ direction: "ab", domains: { a: "day", b: "night" }, height: 256, width: 256 },
  ...{ input: { type: "uint8" }, output: { type: "uint8" }, quantization: "float16" },
};
const NEGATIVE = repository("web_demo/tests/golden/negative.tflite");

const stage = staged();
let page: Watched;
let own: Page;

beforeAll(async () => {
  page = stage.page;
  own = await bench(stage);
  await turn(page, "models");
});

async function refusal(...files: ReturnType<typeof given>[]): Promise<string> {
  await page.setInputFiles("#model_file", files);
  return trouble(page);
}

test("a model of one's own is added, runs, is kept and removed", async () => {
  await page.setInputFiles("#model_file", [
    given("mine.tflite", readFileSync(FLOATS)),
    given("mine.json", Buffer.from(JSON.stringify(DESCRIPTION))),
  ]);
  await page.waitForSelector("#model_mine:checked");
  expect(await page.textContent("#model_list")).toContain("mine · 256 × 256");
  await turn(page, "photo");
  await ready(page);

  await page.reload();
  await ready(page);
  await turn(page, "models");
  expect(await page.isVisible("#model_mine")).toBe(true);
  await page.click("[aria-label='Remove mine']");
  await page.waitForSelector("#model_mine", { state: "detached" });
  await page.reload();
  await ready(page);
  expect(await page.locator("#model_mine").count()).toBe(0);
});

test("what does not fit is refused in a sentence", async () => {
  const seen = new Set<string>(["range_unknown"]); // that is asked for: see below
  for (const { bytes, reason } of cases<{ bytes: [number, number]; reason: string | null }>(
    "refusals",
  )) {
    if (reason === null || seen.has(reason)) continue;
    seen.add(reason);
    expect(await refusal(given("bad.tflite", Buffer.from(file(bytes))))).toMatch(
      /^bad\.tflite: [A-Z].*\.$/,
    );
  }
  expect(seen.size).toBe(9);
  const unknown = withoutOperators(readFileSync(FLOATS));
  const unrunnable = await refusal(given("new.tflite", unknown));
  expect(unrunnable).toMatch(/^new\.tflite: It cannot be run by LiteRT\.js \(.*\)\. It runs since/);
});

/** A model whose operators are of numbers that no runtime knows. */
function withoutOperators(model: Buffer): Buffer {
  const content = Buffer.from(model);
  const field = (table: number, index: number) => {
    const fields = table - content.readInt32LE(table);
    const isThere = 6 + 2 * index <= content.readUInt16LE(fields);
    const offset = isThere ? content.readUInt16LE(fields + 4 + 2 * index) : 0;
    return offset ? table + offset : null;
  };
  const vector = field(content.readUInt32LE(0), 1) as number;
  const codes = vector + content.readUInt32LE(vector);
  for (let i = 0; i < content.readUInt32LE(codes); i++) {
    const place = codes + 4 + 4 * i;
    const code = place + content.readUInt32LE(place);
    const [old, number] = [field(code, 0), field(code, 3)];
    if (old !== null) content.writeInt8(127, old);
    if (number !== null) content.writeInt32LE(9999, number);
  }
  return content;
}

/** Adds a model that gives the negative of floats from 0 to 1; the page asks which they are. */
async function asked() {
  await page.setInputFiles("#model_file", given("negative.tflite", readFileSync(NEGATIVE)));
  await page.waitForSelector("dialog[open]");
}

test("the range of floats that a file does not tell is asked for by its pictures", async () => {
  await asked();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  const choices = page.locator("dialog .ranges button");
  expect(await choices.allTextContents()).toEqual(["0 to 1", "−1 to 1", "0 to 255"]);
  await page.keyboard.press("Escape");
  expect(await trouble(page)).toMatch(/^negative\.tflite: It takes or gives floats and does not /);

  await asked();
  await choices.first().press("Enter");
  await page.waitForSelector("#model_negative:checked");
  await page.reload(); // the answer is kept with the model
  await ready(page);
  await turn(page, "models");
  await page.check("#model_negative");
  await page.waitForFunction(() => document.getElementById("status")?.textContent === "");
  await turn(page, "photo");
  await page.setInputFiles("#photo_file", given("grey.jpg", await mosaic(own, [40], 1, 32)));
  await page.waitForFunction(() => {
    return document.getElementById("photo_figures")?.textContent?.startsWith("grey.jpg:");
  });
  const made = (await downloaded(page, "#photo_png")).content;
  const found = await distance(own, made, await mosaic(own, [215], 1, 32));
  expect(found.levels).toBeLessThanOrEqual(1);
  await turn(page, "models");
  await page.click("[aria-label='Remove negative']");
  await page.waitForSelector("#model_day_to_night:checked");
});

test("several models at once are taken one after the other, and what does not fit is told", async () => {
  const floats = readFileSync(FLOATS);
  const found = await refusal(
    given("one.tflite", floats),
    given(
      "two.json",
      Buffer.from(JSON.stringify({ ...DESCRIPTION, domains: { a: "day", b: "winter" } })),
    ),
    given("two.tflite", floats),
    given("words.tflite", Buffer.from("no model")),
  );
  expect(found).toMatch(
    /^two\.tflite: two\.json tells of another file: its domains\.b is winter.* words\.tflite: This is no /,
  );
  expect(await page.isChecked("#model_one")).toBe(true);
  expect(await page.locator("#model_two").count()).toBe(0);
  await page.click("[aria-label='Remove one']");
  await page.waitForSelector("#model_one", { state: "detached" });
});

test("of models that are chosen quickly the last one runs", async () => {
  // The first has yet to be tried, which takes a while; the second is open.
  await page.evaluate(() => {
    for (const key of ["night_to_day", "day_to_night"]) {
      document.getElementById(`model_${key}`)?.click();
    }
  });
  await page.waitForFunction(() => document.getElementById("status")?.textContent === "");
  expect(await page.textContent("#chosen")).toMatch(/^day → night/);
  expect(await page.isChecked("#model_day_to_night")).toBe(true);
});

test("a JSON alone, or of another file, is told", async () => {
  expect(await refusal(given("mine.json", Buffer.from("{}")))).toMatch(/add its \.tflite file too/);
  const other = given("other.json", Buffer.from('{"direction": "ba"}'));
  const found = await refusal(given("mine.tflite", readFileSync(FLOATS)), other);
  expect(found).toMatch(/other\.json tells of another file: its direction is ba, the model's ab/);
});

test("what runs is told, and why another cannot", async () => {
  const ways = await page.locator("#way_list .option").allTextContents();
  expect(ways).toHaveLength(4);
  expect(ways[0]).toMatch(/^AutomaticThe fastest: (\d threads|one thread)$/);
  expect(ways[1]).toMatch(/^WebGPUNot used\. This browser (has none|finds no GPU for it)\.$/);
  expect(ways[3]).toMatch(/^one thread[\d.]+ ms a picture$/);
});

test("the page goes on after it refused", async () => {
  await page.check("#model_night_to_day");
  await page.waitForFunction(() =>
    document.getElementById("chosen")?.textContent?.startsWith("night → day"),
  );
  expect(page.errors).toEqual([]);
});
