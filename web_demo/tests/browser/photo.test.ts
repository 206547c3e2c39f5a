import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { bench, distance, mosaic } from "./pixels.ts";
import {
  downloaded,
  GPU,
  inWorker,
  opened,
  ready,
  repository,
  staged,
  trouble,
  turn,
  type Watched,
} from "./site.ts";

const GOLDEN = "android_demo/app/src/test/resources/golden_model";
const DAY = repository(`${GOLDEN}/day.png`); // of odd size, two by two tiles
const NIGHT = readFileSync(repository(`${GOLDEN}/day_to_night.png`)); // as Python translates it
const FLOATS = readFileSync(repository(`${GOLDEN}/day_to_night_float16.png`));
const SQUARE = 16; // pixels: a block of JPEG
const SAMPLE = repository("android_demo/app/src/main/assets/samples/street_by_day.jpg");

const stage = staged(GPU);
let page: Watched;
let own: Page;

beforeAll(async () => {
  page = stage.page;
  own = await bench(stage);
});

async function translated(path: string | { name: string; mimeType: string; buffer: Buffer }) {
  const name = typeof path === "string" ? (path.split("/").at(-1) as string) : path.name;
  await page.setInputFiles("#photo_file", path);
  await told(name);
}

/** Waits until the page tells that this picture is translated. */
async function told(name: string) {
  await page.waitForFunction(
    (wanted) => document.getElementById("photo_figures")?.textContent?.startsWith(`${wanted}:`),
    name,
  );
}

async function runOn(way: string) {
  await turn(page, "models");
  await page.check(`#way_${way}`);
  await page.waitForFunction(() => document.getElementById("status")?.textContent === "");
  await turn(page, "photo");
  await ready(page);
}

test.each(["one", "threads"])("a photo on %s is Python's to one level", async (way) => {
  await runOn(way);
  await translated(DAY);
  const { name, content } = await downloaded(page, "#photo_png");
  expect(name).toBe("day_night.png");
  const found = await distance(own, content, NIGHT);
  expect(found.sizes).toEqual(["301x283", "301x283"]);
  expect(found.levels).toBeLessThanOrEqual(1);
});

test("a photo on WebGPU is within 40 dB of Python's", async () => {
  await turn(page, "models");
  expect(await page.textContent("#way_list")).toContain("does not run there as a whole");
  await page.setInputFiles("#model_file", repository(`${GOLDEN}/ab_float16.tflite`));
  await page.waitForSelector("#model_ab_float16:checked");
  await runOn("webgpu");
  await translated(DAY);
  expect(await page.textContent("#photo_figures")).toMatch(/ on WebGPU\.$/);
  const found = await distance(own, (await downloaded(page, "#photo_png")).content, FLOATS);
  expect(found.psnr ?? Infinity).toBeGreaterThan(40);
  await runOn("automatic");
  await turn(page, "models");
  await page.click("[aria-label='Remove ab_float16']");
  await page.waitForSelector("#model_day_to_night:checked");
  await turn(page, "photo");
  await ready(page);
});

/** A JPEG with an APP1 segment of one entry before all else: how it is to be turned. */
function orientated(jpeg: Buffer, code: number): Buffer {
  const tiff = `49492a0008000000${"0100"}${"12010300"}${"01000000"}0${code}00000000000000`;
  const payload = Buffer.concat([Buffer.from("Exif\0\0"), Buffer.from(tiff, "hex")]);
  const head = Buffer.from([0xff, 0xe1, 0, payload.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, payload, jpeg.subarray(2)]);
}

test("a turned photo is saved as JPEG", async () => {
  const sample = readFileSync(SAMPLE);
  const turned = orientated(sample, 6); // clockwise
  await page.uncheck("#photo_detail");
  await translated({ name: "turned.jpg", mimeType: "image/jpeg", buffer: turned });
  expect(await page.textContent("#photo_figures")).toContain("720 × 960");
  const { name, content } = await downloaded(page, "#photo_jpeg");
  expect(name).toBe("turned_night.jpg");
  expect((await distance(own, content, content)).sizes[0]).toBe("720x960");
  await page.check("#photo_detail");
  await ready(page);
});

test("a photo is upright as Python reads it, whatever its EXIF data say", async () => {
  const { cases } = JSON.parse(readFileSync(repository("tests/golden/exif.json"), "utf8")) as {
    cases: Record<"stored" | "upright", string>[] & Record<string, number>[];
  };
  expect(cases).toHaveLength(8);
  for (const { code, stored_width, stored, width, height, upright } of cases) {
    // The first byte of every pixel, as a square of one of six greys.
    const greys = (base64: unknown) =>
      [...Buffer.from(base64 as string, "base64")].filter((_, i) => i % 3 === 0);
    const order = [...new Set(greys(stored))].sort((a, b) => a - b);
    const squares = greys(stored).map((byte) => 20 + 40 * order.indexOf(byte));
    const jpeg = await mosaic(own, squares, Number(stored_width), SQUARE);
    const name = `turned_${code}.jpg`;
    await translated({ name, mimeType: "image/jpeg", buffer: orientated(jpeg, Number(code)) });
    const seen = await page.evaluate(
      ([width, height, side]) => {
        const canvas = document.querySelector("#photo_stage canvas") as HTMLCanvasElement;
        if (canvas.width !== width * side || canvas.height !== height * side) return null;
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        return Array.from({ length: width * height }, (_, i) => {
          const [x, y] = [i % width, Math.floor(i / width)].map((at) => (at + 0.5) * side);
          return context.getImageData(x, y, 1, 1).data[0];
        });
      },
      [Number(width), Number(height), SQUARE],
    );
    const found = seen?.map((grey) => order[Math.round((grey - 20) / 40)]);
    expect(found, name).toEqual(greys(upright));
  }
});

test("a photo is cancelled, and another one taken", async () => {
  await page.setInputFiles("#photo_file", {
    ...{ name: "black.png", mimeType: "image/png", buffer: blackPng(4000) },
  });
  await page.waitForFunction(
    () => (document.getElementById("photo_progress") as HTMLProgressElement).value > 0,
  );
  await page.click("#photo_cancel");
  expect(await page.textContent("#photo_figures")).toBe("Cancelled.");
  expect(await page.isDisabled("#photo_png")).toBe(true);
  await translated(DAY);
});

test("a photo for which memory does not suffice is told in words", async () => {
  const context = await stage.browser.newContext({ serviceWorkers: "block" });
  await inWorker(context, LITTLE_MEMORY);
  const small = await opened(context, stage.site.address);
  await small.setInputFiles("#photo_file", {
    ...{ name: "black.png", mimeType: "image/png", buffer: blackPng(1200) },
  });
  expect(await trouble(small)).toBe(
    "This picture of 1200 × 1200 pixels could not be translated (no canvas). " +
      "Choose a smaller one, or close other pages.",
  );
  await small.setInputFiles("#photo_file", DAY);
  await ready(small);
  expect(await small.textContent("#trouble")).toBe("");
  await context.close();
});

// As a browser does that has no more memory: there is no canvas of more than a million pixels.
const LITTLE_MEMORY = `{
  const getContext = OffscreenCanvas.prototype.getContext;
  OffscreenCanvas.prototype.getContext = function (...given) {
    return this.width * this.height > 1e6 ? null : getContext.apply(this, given);
  };
}`;

test("a photo is dropped and pasted", async () => {
  for (const [name, kind] of [
    ["dropped.png", "drop"],
    ["pasted.png", "paste"],
  ]) {
    await page.evaluate(
      async ([base64, name, kind]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], name, { type: "image/png" }));
        const event =
          kind === "drop"
            ? new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent(kind, { clipboardData: data, bubbles: true });
        document.body.dispatchEvent(event);
        await Promise.resolve();
      },
      [readFileSync(DAY).toString("base64"), name, kind],
    );
    await told(name);
  }
});

test("another model's picture stands on the left", async () => {
  const before = await page.evaluate(() =>
    document.querySelector<HTMLCanvasElement>("#photo_stage canvas")?.toDataURL(),
  );
  await page.selectOption("#photo_left", "night_to_day");
  await ready(page);
  const after = await page.evaluate(() =>
    document.querySelector<HTMLCanvasElement>("#photo_stage canvas")?.toDataURL(),
  );
  expect(after).not.toBe(before);
  await page.selectOption("#photo_left", "original");
  await ready(page);
});

/** A black picture of one bit a pixel: a small file, whatever its size. */
function blackPng(side: number): Buffer {
  const part = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 1;
  const rows = Buffer.alloc((1 + Math.ceil(side / 8)) * side);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    ...[part("IHDR", head), part("IDAT", deflateSync(rows)), part("IEND", Buffer.alloc(0))],
  ]);
}

test.each([
  [
    "large.png",
    blackPng(30_000),
    /large\.png cannot be read .* larger than the browser takes\. Choose/,
  ],
  [
    "words.png",
    Buffer.from("no picture"),
    /words\.png cannot be read by this browser: it is no picture/,
  ],
  ["empty.png", Buffer.alloc(0), /empty\.png is empty\. Choose another/],
])("%s is refused in words", async (name, buffer, words) => {
  await page.setInputFiles("#photo_file", { name, mimeType: "image/png", buffer });
  expect(await trouble(page)).toMatch(words);
  await translated(DAY);
  expect(await page.textContent("#trouble")).toBe("");
});

test("the divider moves by keyboard", async () => {
  const slider = page.locator("#photo_stage input");
  await slider.focus();
  const before = Number(await slider.inputValue());
  await page.keyboard.press("ArrowRight");
  expect(Number(await slider.inputValue())).toBeGreaterThan(before);
  expect(await slider.getAttribute("aria-label")).toBe(
    "Divider: day on the left, night on the right",
  );
});

test("nothing failed aloud", () => {
  expect(page.errors).toEqual([]);
});
