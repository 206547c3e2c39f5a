import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  downloaded,
  FAKE_CAMERA,
  residentBytes,
  staged,
  trouble,
  turn,
  type Watched,
} from "./site.ts";

/** A film of a bright bar that moves over a sky and a street with a shadow on its left. */
function drawnFilm(): string {
  const [width, height, frames] = [160, 120, 30];
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420\n`)];
  for (let frame = 0; frame < frames; frame++) {
    const planes = Buffer.alloc((width * height * 3) / 2, 128);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isBar = Math.abs(x - 5 * frame) < 4;
        const street = x < width / 2 ? 20 : 90;
        planes[y * width + x] = isBar ? 235 : y < height / 2 ? 180 : street;
      }
    }
    parts.push(Buffer.from("FRAME\n"), planes);
  }
  const path = join(mkdtempSync(join(tmpdir(), "camera")), "film.y4m");
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

const stage = staged([...FAKE_CAMERA, `--use-file-for-fake-video-capture=${drawnFilm()}`]);
let page: Watched;

beforeAll(async () => {
  page = stage.page;
  await turn(page, "camera");
});

function shown(): Promise<number> {
  return page.evaluate(() => Number(document.getElementById("camera_figures")?.dataset.shown ?? 0));
}

async function until(count: number) {
  await page.waitForFunction(
    (wanted) => Number(document.getElementById("camera_figures")?.dataset.shown ?? 0) >= wanted,
    count,
    { timeout: 120_000 },
  );
}

test("frames are translated live, and counted", async () => {
  await page.click("#camera_start");
  await until(1);
  const before = await shown();
  await page.waitForTimeout(10_000);
  const frames = (await shown()) - before;
  expect(frames).toBeGreaterThan(10);
  const told = await page.textContent("#camera_figures");
  const [, rate] = /ms · ([\d.]+) pictures a second · \S/.exec(told ?? "") ?? [];
  expect(Number(rate)).toBeGreaterThan(frames / 40); // of the last frames alone
  expect(Number(rate)).toBeLessThan(frames / 2.5);
});

test("memory is level over 750 frames", { timeout: 300_000 }, async () => {
  await until(100);
  const [before, frames] = [await residentBytes(stage.browser), await shown()];
  await until(frames + 750);
  expect((await residentBytes(stage.browser)) - before).toBeLessThan(120e6); // a frame and its tensors are 0.9 MB
});

test("it is worked by the keyboard alone", async () => {
  const freeze = page.locator("#camera_freeze");
  await freeze.press("Space");
  expect(await freeze.getAttribute("aria-pressed")).toBe("true");
  await freeze.press("Enter");
  expect(await freeze.getAttribute("aria-pressed")).toBe("false");
  await page.locator("#camera_start").press("Enter");
  expect(await page.textContent("#camera_start")).toBe("Start");
  const before = await shown();
  await page.locator("#camera_start").press("Space");
  await until(before + 1);
});

test("a frame is frozen and saved", async () => {
  await page.click("#camera_freeze");
  expect(await page.getAttribute("#camera_freeze", "aria-pressed")).toBe("true");
  await page.waitForTimeout(300);
  const frozen = await shown();
  const { name, content } = await downloaded(page, "#camera_save");
  expect(name).toBe("camera_night.jpg");
  expect(content.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  await page.waitForTimeout(1000);
  expect(await shown()).toBe(frozen);
  await page.click("#camera_freeze");
  await until(frozen + 1);
});

/** Whether the shadow of the street is seen on the left, as it is filmed. */
async function isAsFilmed(): Promise<boolean> {
  const [left, right] = await page.evaluate(() => {
    const canvas = document.querySelector("#camera_stage canvas") as HTMLCanvasElement;
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    return [0, canvas.width / 2].map((from) => {
      const half = context.getImageData(from, canvas.height * 0.75, canvas.width / 2, 1).data;
      return half.reduce((sum, byte) => sum + byte) / half.length;
    });
  });
  return left < right;
}

test("the other camera is taken, as in a mirror, and given back when the view is left", async () => {
  expect(await isAsFilmed()).toBe(true);
  await page.click("#camera_switch");
  await until((await shown()) + 1);
  expect(await isAsFilmed()).toBe(false);
  await turn(page, "photo");
  await page.waitForFunction(
    () => document.getElementById("camera_start")?.textContent === "Start",
  );
  const left = await shown();
  await turn(page, "camera");
  await until(left + 1);
  await page.click("#camera_start");
});

test("a camera that is refused or missing is told in words", async () => {
  const asks: [string, RegExp][] = [
    ["NotAllowedError", /^Without the permission there is no live picture\. Allow the camera/],
    ["NotFoundError", /^No camera was found\. Connect one/],
    ["NotReadableError", /^Another program is using the camera\. Close it/],
    ["AbortError", /^The camera reports an error: .*\. Start it again\.$/],
  ];
  for (const [name, words] of asks) {
    await page.evaluate((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("why", error));
    }, name);
    await page.click("#camera_start");
    expect(await trouble(page)).toMatch(words);
  }
});

test("nothing failed aloud", () => {
  expect(page.errors).toEqual([]);
});
