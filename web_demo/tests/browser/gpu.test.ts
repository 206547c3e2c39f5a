import { expect, test } from "vitest";
import { GPU, inWorker, ready, repository, staged, turn } from "./site.ts";

const FLOATS = repository("android_demo/app/src/test/resources/golden_model/ab_float16.tflite");

// In the worker, before anything else: its devices are kept for the test to take away.
const KEEP = `{
  const request = GPUAdapter.prototype.requestDevice;
  self.devices = [];
  GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await request.apply(this, given);
    self.devices.push(device);
    return device;
  };
}`;

const stage = staged(GPU, { serviceWorkers: "block" }, (context) => inWorker(context, KEEP));

test("when the GPU goes away the processor goes on with a film, and the page says so", async () => {
  const { page } = stage;
  await turn(page, "models");
  await page.setInputFiles("#model_file", FLOATS);
  await page.waitForSelector("#model_ab_float16:checked");
  await page.check("#way_webgpu");
  await page.waitForFunction(() => document.getElementById("chosen")?.innerText.endsWith("WebGPU"));
  await turn(page, "film");
  await page.uncheck("#film_detail");
  await page.setInputFiles("#film_file", repository("web_demo/tests/golden/film.mp4"));
  await page.waitForFunction(() =>
    /^\d+ frames/.test(document.getElementById("film_figures")?.innerText ?? ""),
  );
  const worker = page.workers().find((one) => one.url().includes("/worker-"));
  const destroy = () => {
    (self as unknown as { devices: GPUDevice[] }).devices.forEach((device) => device.destroy());
  };
  await worker?.evaluate(destroy).catch(() => {}); // the page ends the worker at once
  await page.waitForFunction(() => document.getElementById("status")?.innerText.includes("away"));
  expect(await page.textContent("#status")).toBe("The GPU went away. The processor goes on.");
  expect(await page.textContent("#chosen")).toMatch(/(threads|one thread)$/);
  await page.waitForSelector("#film_save:visible");
  expect(await page.textContent("#film_figures")).toMatch(/^12 frames in .* on (\d threads|one)/);
  expect(await page.textContent("#trouble")).toBe("");
  await turn(page, "models");
  const ways = await page.textContent("#way_list");
  expect(ways).toContain("It went away while it was used.");
  expect(ways).toMatch(/threads[\d.]+ ms a picture/);
  await turn(page, "photo");
  await ready(page);
  expect(await page.textContent("#photo_figures")).not.toContain("WebGPU");
});
