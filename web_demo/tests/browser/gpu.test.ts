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

test("when the GPU goes away the processor goes on, and the page says so", async () => {
  const { page } = stage;
  await turn(page, "models");
  await page.setInputFiles("#model_file", FLOATS);
  await page.waitForSelector("#model_ab_float16:checked");
  await page.check("#way_webgpu");
  await page.waitForFunction(() => document.getElementById("chosen")?.innerText.endsWith("WebGPU"));
  const worker = page.workers().find((one) => one.url().includes("/worker-"));
  const destroy = () => {
    (self as unknown as { devices: GPUDevice[] }).devices.forEach((device) => device.destroy());
  };
  await worker?.evaluate(destroy).catch(() => {}); // the page ends the worker at once
  await page.waitForFunction(() => document.getElementById("status")?.innerText.includes("away"));
  expect(await page.textContent("#status")).toBe("The GPU went away. The processor goes on.");
  expect(await page.textContent("#chosen")).toMatch(/(threads|one thread)$/);
  const ways = await page.textContent("#way_list");
  expect(ways).toContain("It went away while it was used.");
  expect(ways).toMatch(/threads[\d.]+ ms a picture/);
  await turn(page, "photo");
  await ready(page);
  expect(await page.textContent("#photo_figures")).not.toContain("WebGPU");
});
