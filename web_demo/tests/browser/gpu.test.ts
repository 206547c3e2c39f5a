import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, opened, ready, repository, Site, turn } from "./site.ts";

const FLOATS = repository("android_demo/app/src/test/resources/golden_model/ab_float16.tflite");

let browser: Browser;
let site: Site;
let page: Page;

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

beforeAll(async () => {
  site = await new Site().start();
  browser = await launch("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader");
  const context = await browser.newContext({ serviceWorkers: "block" });
  await context.route("**/worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: KEEP + (await response.text()) });
  });
  page = await opened(context, site.address);
});

afterAll(async () => {
  await browser.close();
  await site.stop();
});

test("when the GPU goes away the processor goes on, and the page says so", async () => {
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
