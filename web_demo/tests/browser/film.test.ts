import { readFileSync } from "node:fs";
import { BlobSource, BufferTarget, Conversion, Input, Mp4OutputFormat, Output } from "mediabunny";
import { ALL_FORMATS } from "mediabunny";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { bench, distance, film } from "./pixels.ts";
import { downloaded, repository, staged, trouble, turn, type Watched } from "./site.ts";

const GOLDEN = repository("web_demo/tests/golden");
const FILM = readFileSync(`${GOLDEN}/film.mp4`); // with B-frames
const TRANSLATED = readFileSync(`${GOLDEN}/film_translated.png`);

const stage = staged();
let page: Watched;
let own: Page;

beforeAll(async () => {
  page = stage.page;
  own = await bench(stage);
  await turn(page, "film");
});

async function choose(content: Buffer, name = "street.mp4") {
  const mimeType = name.endsWith("webm") ? "video/webm" : "video/mp4";
  await page.setInputFiles("#film_file", { name, mimeType, buffer: content });
}

async function translated(content: Buffer) {
  await choose(content);
  await page.waitForSelector("#film_save:visible", { timeout: 60_000 });
  return downloaded(page, "#film_save");
}

test("a film's frames are Python's, as many and in their order, with its sound", async () => {
  const [given, { name, content }] = [await film(own, FILM), await translated(FILM)];
  const found = await film(own, content);
  expect(name).toBe("street_night.mp4");
  expect(found.times).toHaveLength(12);
  found.times.forEach((time, i) => expect(time).toBeCloseTo(given.times[i], 3));
  expect(found.sound).toEqual(given.sound);
  const apart = await distance(own, Buffer.from(found.strip, "base64"), TRANSLATED);
  expect(apart.sizes[0]).toBe(apart.sizes[1]);
  expect(apart.psnr ?? Infinity).toBeGreaterThan(30); // both ways of decoding, and encoding anew
  expect(await page.textContent("#film_figures")).toMatch(/^12 frames in .* s on /);
});

test("a film that is turned by its metadata comes out upright, once", async () => {
  const target = new BufferTarget();
  const conversion = await Conversion.init({
    input: new Input({ source: new BlobSource(new Blob([FILM])), formats: ALL_FORMATS }),
    output: new Output({ format: new Mp4OutputFormat(), target }),
    video: { rotate: 90 },
  });
  await conversion.execute();
  const turned = Buffer.from(target.buffer as ArrayBuffer);
  expect((await film(own, turned)).rotation).toBe(90);
  const found = await film(own, (await translated(turned)).content);
  expect([found.width, found.height, found.rotation]).toEqual([112, 144, 0]);
});

test("a film is cancelled, and another one taken", async () => {
  await choose(FILM);
  await page.waitForFunction(() =>
    /frames/.test(document.getElementById("film_figures")?.innerText ?? ""),
  );
  await page.click("#film_cancel");
  await page.waitForFunction(
    () => document.getElementById("film_figures")?.innerText === "Cancelled.",
  );
  await page.uncheck("#film_detail");
  expect((await translated(FILM)).content.length).toBeGreaterThan(1000);
});

test("what is no film is refused in words", async () => {
  await choose(Buffer.from("no film"), "words.mp4");
  expect(await trouble(page)).toMatch(/^words\.mp4 is not a film that can be read\. /);
});

test("nothing failed aloud", () => {
  expect(page.errors).toEqual([]);
});
