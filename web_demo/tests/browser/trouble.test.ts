/** What the page says when something is not there, and that it goes on. */

import { readFileSync } from "node:fs";
import { preview } from "vite";
import { expect, test } from "vitest";
import { FAKE_CAMERA, given, opened, repository, staged, trouble, turn } from "./site.ts";

const FILM = readFileSync(repository("web_demo/tests/golden/film.mp4"));
const MODEL = repository("android_demo/app/src/test/resources/golden_model/ab_float16.tflite");

const stage = staged(FAKE_CAMERA, { serviceWorkers: "block" });

test.each([
  ["**/models/*.tflite", "The model day_to_night cannot be fetched: reload the page."],
  ["**/litert/*.wasm", "its runtime cannot be fetched. Reload the page."],
])("without %s the translator is not started", async (path, words) => {
  for (const answer of [{ status: 404 }, null]) {
    const context = await stage.browser.newContext({ serviceWorkers: "block" });
    await context.route(path, (route) => (answer ? route.fulfill(answer) : route.abort()));
    const page = await context.newPage();
    await page.goto(stage.site.address);
    expect(await trouble(page)).toBe(`The translator cannot be started: ${words}`);
    await context.close();
  }
});

test("it says how far its first load is, and that a film has to wait for it", async () => {
  const context = await stage.browser.newContext({ serviceWorkers: "block" });
  let goOn = () => {};
  const wait = new Promise<void>((resolve) => (goOn = resolve));
  await context.route("**/models/*.tflite", async (route) => {
    await wait;
    await route.continue();
  });
  await context.addInitScript(() => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    addEventListener("DOMContentLoaded", () => {
      const status = document.getElementById("status") as HTMLElement;
      const note = () => told.push(status.textContent);
      new MutationObserver(note).observe(status, { childList: true });
    });
  });
  const page = await context.newPage();
  await page.goto(stage.site.address);
  await page.waitForFunction(() => document.getElementById("status")?.textContent.includes("Try"));
  const told = await page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  const shares = told.map((words) => Number(/^Loading the translator: (\d+) %$/.exec(words)?.[1]));
  expect(shares[0]).toBe(0);
  expect(Math.max(...shares.filter((share) => share <= 100))).toBe(100);
  await turn(page, "film");
  await page.setInputFiles("#film_file", given("street.mp4", FILM));
  expect(await trouble(page)).toMatch(/^The translator is still loading: choose the film again/);
  await turn(page, "models");
  await page.setInputFiles("#model_file", MODEL);
  goOn();
  await page.waitForSelector("#model_ab_float16:checked"); // after those inside, and not lost
  expect(await page.locator("#model_list input").count()).toBe(3);
  await context.close();
});

test("a sample that cannot be fetched is told, and another one taken", async () => {
  const { page } = stage;
  await page.route("**/samples/*", (route) => route.abort());
  await page.click("#samples button:nth-child(2)");
  expect(await trouble(page)).toBe(
    "The sample cannot be fetched: try again, or choose a photo of your own.",
  );
  await page.unroute("**/samples/*");
  await page.click("#samples button:nth-child(3)");
  await page.waitForFunction(() => {
    return document.getElementById("photo_figures")?.textContent.startsWith("avenue_by_night");
  });
  expect(await page.textContent("#trouble")).toBe("");
});

test("films that the browser cannot decode or encode are told", async () => {
  const { page } = stage;
  await turn(page, "film");
  const unknown = Buffer.from(FILM.toString("latin1").replaceAll("avc1", "zzz1"), "latin1");
  await page.setInputFiles("#film_file", given("new.mp4", unknown));
  expect(await trouble(page)).toMatch(/^This browser cannot decode new\.mp4 \(.*\)\. Convert it/);
  await page.evaluate(() => {
    VideoEncoder.isConfigSupported = (config) => Promise.resolve({ config, supported: false });
  });
  await page.setInputFiles("#film_file", given("street.mp4", FILM));
  expect(await trouble(page)).toMatch(/^This browser cannot encode a film of this kind \(avc, /);
});

test("cameras that go away, and browsers without any, are told", async () => {
  const context = await stage.browser.newContext();
  const page = await opened(context, stage.site.address);
  await turn(page, "camera");
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      setTimeout(() => stream.getVideoTracks()[0].dispatchEvent(new Event("ended")), 500);
      return stream;
    };
  });
  await page.click("#camera_start");
  expect(await trouble(page)).toBe("The camera went away. Start it again.");
  expect(await page.textContent("#camera_start")).toBe("Start");
  await page.evaluate(() => Object.defineProperty(navigator, "mediaDevices", { value: undefined }));
  await page.click("#camera_start");
  expect(await trouble(page)).toMatch(/^The camera is only for pages from https or localhost\. /);
  await page.evaluate(() => {
    Reflect.deleteProperty(HTMLVideoElement.prototype, "requestVideoFrameCallback");
  });
  await page.click("#camera_start");
  expect(await trouble(page)).toMatch(/^This browser tells no frames of a camera\. /);
  await context.close();
});

test("models that are too large, and a JSON that is none, are told", async () => {
  const { page } = stage;
  await turn(page, "models");
  const model = readFileSync(MODEL);
  await page.setInputFiles("#model_file", [
    given("mine.tflite", model),
    given("mine.json", Buffer.from("{")),
  ]);
  expect(await trouble(page)).toBe("mine.tflite: mine.json is no JSON: export the model again.");
  await page.evaluate(() => Object.defineProperty(File.prototype, "size", { value: 6e8 }));
  await page.setInputFiles("#model_file", given("large.tflite", model));
  expect(await trouble(page)).toMatch(/^large\.tflite: It is larger than 512 MB\. Export it/);
});

test("a browser that keeps nothing still translates films, and models as long as it is open", async () => {
  const context = await stage.browser.newContext({ serviceWorkers: "block" });
  await context.addInitScript(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"));
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("", "SecurityError");
      },
    });
  });
  const page = await opened(context, stage.site.address);
  await turn(page, "models");
  await page.setInputFiles("#model_file", MODEL);
  await page.waitForSelector("#model_ab_float16:checked");
  await page.waitForFunction(() =>
    document.getElementById("status")?.textContent.includes("keeps"),
  );
  expect(await page.textContent("#status")).toBe(
    "This browser keeps no files: the model lasts as long as this page.",
  );
  await page.check("#way_one");
  await turn(page, "film");
  await page.setInputFiles("#film_file", given("street.mp4", FILM));
  await page.waitForSelector("#film_save:visible");
  expect(page.errors).toEqual([]);
  await context.close();
});

test("the server of make web sends the headers that threads need", async () => {
  const server = await preview({
    root: repository("web_demo"),
    preview: { port: 0, open: false },
    logLevel: "silent",
  });
  try {
    const { headers } = await fetch(server.resolvedUrls?.local[0] ?? "");
    expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
    expect(headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
    expect(headers.get("Content-Security-Policy")).toContain("connect-src 'self'");
  } finally {
    await server.close();
  }
});
