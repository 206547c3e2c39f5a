import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { cases, file } from "../core/golden.ts";
import { ready, repository, staged, trouble, turn, type Watched } from "./site.ts";

const FLOATS = repository("android_demo/app/src/test/resources/golden_model/ab_float16.tflite");

const stage = staged();
let page: Watched;

beforeAll(async () => {
  page = stage.page;
  await turn(page, "models");
});

function given(name: string, buffer: Buffer) {
  return { name, mimeType: "application/octet-stream", buffer };
}

async function refusal(...files: ReturnType<typeof given>[]): Promise<string> {
  await page.setInputFiles("#model_file", files);
  return trouble(page);
}

test("a model of one's own is added, runs, is kept and removed", async () => {
  const description = JSON.stringify({
    ...{ direction: "ab", height: 256, width: 256, quantization: "float16" },
  });
  await page.setInputFiles("#model_file", [
    given("mine.tflite", readFileSync(FLOATS)),
    given("mine.json", Buffer.from(description)),
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
  const seen = new Set<string>();
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
