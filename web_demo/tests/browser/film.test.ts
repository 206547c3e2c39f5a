import { readFileSync } from "node:fs";
import {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
  Conversion,
  Input,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
} from "mediabunny";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { bench, distance, film, greyFilm, turnedFrames } from "./pixels.ts";
import {
  downloaded,
  given,
  repository,
  residentBytes,
  staged,
  trouble,
  turn,
  type Watched,
} from "./site.ts";

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
  await page.setInputFiles("#film_file", given(name, content));
}

async function translated(content: Buffer, name?: string) {
  await choose(content, name);
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

/** The same pictures and sounds in another file; nothing is encoded anew. */
async function repacked(format: OutputFormat, rotate: 0 | 90 = 0): Promise<Buffer> {
  const target = new BufferTarget();
  const conversion = await Conversion.init({
    input: new Input({ source: new BlobSource(new Blob([FILM])), formats: ALL_FORMATS }),
    output: new Output({ format, target }),
    video: { rotate },
  });
  await conversion.execute();
  return Buffer.from(target.buffer as ArrayBuffer);
}

test("a film that is turned by its metadata comes out upright, once", async () => {
  const turned = await repacked(new Mp4OutputFormat(), 90);
  expect((await film(own, turned)).rotation).toBe(90);
  const { content } = await translated(turned);
  const found = await film(own, content);
  expect([found.width, found.height, found.rotation]).toEqual([112, 144, 0]);
  // What the network makes of a turned street is not the turned picture of the street, but near.
  const expected = await turnedFrames(own, TRANSLATED, 112);
  const apart = await distance(own, Buffer.from(found.strip, "base64"), expected);
  expect(apart.sizes[0]).toBe(apart.sizes[1]);
  const upsideDown = await turnedFrames(own, await turnedFrames(own, expected, 144), 112);
  const wrong = await distance(own, Buffer.from(found.strip, "base64"), upsideDown);
  expect(apart.psnr ?? Infinity).toBeGreaterThan((wrong.psnr as number) + 3);
});

test("a film of QuickTime keeps its sound, one of Matroska gets it encoded anew", async () => {
  const given = await film(own, FILM);
  const quickTime = await translated(await repacked(new MovOutputFormat()), "street.mov");
  expect(quickTime.name).toBe("street_night.mp4");
  expect((await film(own, quickTime.content)).sound).toEqual(given.sound);
  const matroska = await translated(readFileSync(`${GOLDEN}/film.mkv`), "street.mkv");
  expect(matroska.name).toBe("street_night.webm");
  const found = await film(own, matroska.content);
  expect(found.times).toHaveLength(12);
  expect(found.sound?.codec).toBe("opus");
  // A translated film has no B-frames: it is taken too, and so is one of WebM.
  for (const { name, content } of [quickTime, matroska]) {
    expect((await film(own, (await translated(content, name)).content)).times).toHaveLength(12);
  }
});

test("a long film tells the time left, and memory is level", { timeout: 300_000 }, async () => {
  // A frame is 4 MB. Of those that were drawn last the browser keeps some 400 MB, and no more.
  const [frames, side] = [330, 1024];
  const long = await greyFilm(own, side, side, frames);
  await page.uncheck("#film_detail");
  await choose(long, "long.webm");
  const told = (count: number) =>
    page.waitForFunction(
      (count) => {
        const words = document.getElementById("film_figures")?.innerText ?? "";
        const [, done] = /^(\d+) frames, .*\d s left$/.exec(words) ?? [];
        return Number(done) >= count;
      },
      count,
      { timeout: 120_000 },
    );
  await told(150);
  const before = await residentBytes(stage.browser);
  await told(290);
  expect((await residentBytes(stage.browser)) - before).toBeLessThan(200e6); // not 140 frames
  await page.waitForSelector("#film_save:visible", { timeout: 60_000 });
  expect(await page.textContent("#film_figures")).toMatch(/^330 frames in /);
  await page.check("#film_detail");
});

/** The films that the page has among the browser's private files. */
function privateFilms(): Promise<string[]> {
  return page.evaluate(async () => {
    const names: string[] = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names.filter((name) => name.startsWith("film "));
  });
}

test("a film is cancelled, of which nothing is left, and another one taken", async () => {
  const before = await privateFilms();
  await choose(await greyFilm(own, 256, 256, 500), "grey.webm");
  await page.waitForFunction(() =>
    /frames/.test(document.getElementById("film_figures")?.innerText ?? ""),
  );
  expect((await privateFilms()).length).toBeGreaterThan(before.length);
  await page.click("#film_cancel");
  await page.waitForFunction(
    () => document.getElementById("film_figures")?.innerText === "Cancelled.",
  );
  expect(await privateFilms()).toEqual(before);
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
