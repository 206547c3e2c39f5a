import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bench, distance } from "./pixels.ts";
import { downloaded, launch, opened, ready, repository, Site, turn } from "./site.ts";

const GOLDEN = "android_demo/app/src/test/resources/golden_model";
const DAY = repository(`${GOLDEN}/day.png`); // of odd size, two by two tiles
const NIGHT = readFileSync(repository(`${GOLDEN}/day_to_night.png`)); // as Python translates it
const FLOATS = readFileSync(repository(`${GOLDEN}/day_to_night_float16.png`));
const SAMPLE = repository("android_demo/app/src/main/assets/samples/street_by_day.jpg");

let browser: Browser;
let site: Site;
let page: Page & { errors: string[] };
let own: Page;

beforeAll(async () => {
  site = await new Site().start();
  browser = await launch("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");
  page = await opened(browser, site.address);
  own = await bench(browser, site);
});

afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function translated(path: string | { name: string; mimeType: string; buffer: Buffer }) {
  const name = typeof path === "string" ? (path.split("/").at(-1) as string) : path.name;
  await page.setInputFiles("#photo_file", path);
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

test("a photo is upright by its EXIF data, and saved as JPEG", async () => {
  const sample = readFileSync(SAMPLE);
  // An APP1 segment of one entry: orientation 6, to be turned clockwise.
  const tiff = "49492a0008000000" + "0100" + "12010300" + "01000000" + "06000000" + "00000000";
  const payload = Buffer.concat([Buffer.from("Exif\0\0"), Buffer.from(tiff, "hex")]);
  const head = Buffer.from([0xff, 0xe1, 0, payload.length + 2]);
  const turned = Buffer.concat([sample.subarray(0, 2), head, payload, sample.subarray(2)]);
  await page.uncheck("#photo_detail");
  await translated({ name: "turned.jpg", mimeType: "image/jpeg", buffer: turned });
  expect(await page.textContent("#photo_figures")).toContain("720 × 960");
  const { name, content } = await downloaded(page, "#photo_jpeg");
  expect(name).toBe("turned_night.jpg");
  expect((await distance(own, content, content)).sizes[0]).toBe("720x960");
  await page.check("#photo_detail");
  await ready(page);
});

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
    await page.waitForFunction(
      (wanted) => document.getElementById("photo_figures")?.textContent?.startsWith(`${wanted}:`),
      name,
    );
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
  await page.waitForFunction(() => document.getElementById("trouble")?.textContent);
  expect(await page.textContent("#trouble")).toMatch(words);
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
