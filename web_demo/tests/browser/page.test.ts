import { AxeBuilder } from "@axe-core/playwright";
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  BUILD,
  downloaded,
  FAKE_CAMERA,
  launch,
  opened,
  ready,
  repository,
  Site,
  turn,
} from "./site.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launch(...FAKE_CAMERA);
});

afterAll(async () => {
  await browser.close();
});

async function onHost<T>(site: Site, work: (site: Site) => Promise<T>): Promise<T> {
  await site.start();
  try {
    return await work(site);
  } finally {
    await site.stop();
  }
}

function isIsolated(page: Page): Promise<boolean> {
  return page.evaluate(() => crossOriginIsolated);
}

test("it runs in a sub-folder of a host without headers, isolated, and then without the host", async () => {
  const context = await browser.newContext();
  const site = await new Site("/some/where/", false).start();
  const page = await opened(context, site.address);
  expect(await isIsolated(page)).toBe(true);
  await site.stop();
  await page.reload();
  await ready(page);
  expect(await page.textContent("#photo_figures")).toContain("960 × 720");
  expect(page.errors).toEqual([]);
  await context.close();
});

test("no request leaves the origin, whatever is done", async () => {
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext();
    const away: string[] = [];
    context.on("request", (request) => {
      const { origin, protocol, href } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== new URL(site.address).origin) away.push(href);
      if (request.method() !== "GET") away.push(`${request.method()} ${href}`);
    });
    const page = await opened(context, site.address);
    const asked = site.asked.length;
    await downloaded(page, "#photo_png");
    await turn(page, "camera");
    await page.click("#camera_start");
    await page.waitForFunction(() => {
      return Number(document.getElementById("camera_figures")?.dataset.shown) > 5;
    });
    await page.click("#camera_freeze");
    await downloaded(page, "#camera_save");
    await turn(page, "film");
    await page.setInputFiles("#film_file", repository("web_demo/tests/golden/film.mp4"));
    await page.waitForSelector("#film_save:visible");
    await downloaded(page, "#film_save");
    await turn(page, "models");
    await page.setInputFiles("#model_file", repository("web_demo/tests/golden/negative.tflite"));
    await page.click("dialog .ranges button");
    await page.waitForSelector("#model_negative:checked");
    expect(away).toEqual([]);
    // And of its own host the page asks nothing but what it is made of.
    const own = new Set(readdirSync(BUILD, { recursive: true }) as string[]).add("");
    expect(site.asked.slice(asked).filter((path) => !own.has(path.slice(1)))).toEqual([]);
    await context.close();
  });
});

test("the policy forbids the page and its thread to ask another host", async () => {
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext();
    const page = await opened(context, site.address);
    const directive = async () => {
      const refused = new Promise<string>((resolve) => {
        addEventListener("securitypolicyviolation", (e) => resolve(e.effectiveDirective));
      });
      await fetch("http://127.0.0.2:9/").catch(() => {});
      return refused;
    };
    const thread = page.workers().find((one) => one.url().includes("/worker-"));
    expect(await page.evaluate(directive)).toBe("connect-src");
    expect(await thread?.evaluate(directive)).toBe("connect-src");
    await context.close();
  });
});

test("a newer page takes the older one's place when nobody looks at that any more", async () => {
  const root = mkdtempSync(join(tmpdir(), "page"));
  cpSync(BUILD, root, { recursive: true });
  const change = (name: string, from: string | RegExp, to: string) => {
    const path = join(root, name);
    const before = readFileSync(path, "utf8");
    expect(before).toMatch(from);
    writeFileSync(path, before.replace(from, to));
  };
  await onHost(new Site("/", true, root), async (site) => {
    const context = await browser.newContext();
    const page = await opened(context, site.address);
    change("index.html", "<title>UNIT Translator</title>", "<title>A newer page</title>");
    change("service_worker.js", /const VERSION = "\w+"/, 'const VERSION = "newer"');
    await page.reload();
    await ready(page);
    expect(await page.title()).toBe("UNIT Translator");
    await page.waitForFunction(async () => {
      return (await navigator.serviceWorker.getRegistration())?.waiting;
    });
    await page.close();
    let next = await opened(context, site.address);
    for (let time = 0; time < 5 && (await next.title()) !== "A newer page"; time++) {
      await next.close(); // the older one was still going
      await new Promise((resolve) => setTimeout(resolve, 500));
      next = await opened(context, site.address);
    }
    expect(await next.title()).toBe("A newer page");
    expect(next.errors).toEqual([]);
    const names = await next.evaluate(() => caches.keys());
    expect(names.filter((name) => name.endsWith("newer"))).toHaveLength(1);
    expect(names).toHaveLength(2); // the page and the runtime
    await context.close();
  });
});

test("it starts again ten times", { timeout: 180_000 }, async () => {
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext();
    const page = await opened(context, site.address);
    for (let time = 0; time < 10; time++) {
      await page.reload();
      await ready(page);
    }
    expect(page.errors).toEqual([]);
    await context.close();
  });
});

test("a host without service worker, headers and threads still gives a page that works", async () => {
  await onHost(new Site("/", false), async (site) => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const page = await opened(context, site.address);
    expect(await isIsolated(page)).toBe(false);
    await turn(page, "models");
    const ways = await page.locator("#way_list .option").allTextContents();
    expect(ways.join()).toContain("Not used. The page is not isolated");
    await context.close();
  });
});

test("threads that cannot be started are told, and one thread runs", async () => {
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    // As on phones that refuse the memory: the runtime's build with threads fails to load.
    await context.route("**/litert_wasm_threaded_internal.js", (route) => {
      return route.fulfill({ body: "throw new RangeError('Out of memory')", status: 200 });
    });
    const page = await context.newPage();
    await page.goto(site.address);
    await ready(page);
    await turn(page, "models");
    const ways = await page.locator("#way_list .option").allTextContents();
    expect(ways.join()).toMatch(/Not used\. They could not be started: /);
    await context.close();
  });
});

test("the first load is at most 4 MB compressed", async () => {
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext();
    await opened(context, site.address);
    const paths = site.asked.map((path) => path.slice(1) || "index.html");
    const files = new Set(readdirSync(BUILD, { recursive: true }) as string[]);
    const sizes = paths.map((path) => {
      expect(files.has(path), path).toBe(true);
      return gzipSync(readFileSync(join(BUILD, path)), { level: 9 }).length;
    });
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(4e6);
    await context.close();
  });
});

test.each([
  [360, 740, "light"],
  [360, 740, "dark"],
  [1440, 900, "light"],
] as const)("at %i x %i, %s, nothing is wrong for axe and nothing is cut off", async (...size) => {
  const [width, height, colorScheme] = size;
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await opened(context, site.address);
    for (const view of ["photo", "camera", "film", "models"] as const) {
      await turn(page, view);
      if (process.env.SCREENSHOTS) {
        await page.screenshot({
          path: join(process.env.SCREENSHOTS, `${size.join("_")}_${view}.png`),
        });
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [view, id, nodes[0].html])).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(overflow).toBeLessThanOrEqual(width);
    }
    await context.close();
  });
});

test("all of it is reached and worked by the keyboard alone", async () => {
  await onHost(new Site(), async (site) => {
    const page = await opened(browser, site.address);
    page.on("filechooser", () => {}); // else they are watched for only once one is waited for
    // Goes on from one control to the next until this one has the focus.
    const reach = async (wanted: string) => {
      for (let step = 0; step < 40; step++) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate(() => {
          const { id, textContent, ariaLabel } = document.activeElement as HTMLElement;
          return [id, textContent, ariaLabel];
        });
        if (found.includes(wanted)) return;
      }
      throw new Error(`${wanted} is not reached`);
    };
    const press = async (wanted: string, key: string) => {
      await reach(wanted);
      await page.keyboard.press(key);
    };
    const chooses = async (wanted: string) => {
      await reach(wanted);
      await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
    };
    await chooses("photo_file");
    await reach("photo_png");
    await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    await press("photo_detail", "Space");
    expect(await page.isChecked("#photo_detail")).toBe(false);
    await press("photo_left", "ArrowDown");
    expect(await page.inputValue("#photo_left")).toBe("night_to_day");
    await press("Models", "Enter");
    await press("model_day_to_night", "ArrowDown");
    await page.waitForFunction(() => {
      return document.getElementById("chosen")?.textContent?.startsWith("night → day");
    });
    await chooses("model_file");
    await press("way_automatic", "ArrowUp"); // to the last of them: one thread
    await page.waitForFunction(() => {
      return document.getElementById("chosen")?.textContent?.endsWith("one thread");
    });
    await press("Film", "Enter");
    await chooses("film_file");
    await press("film_detail", "Space");
    expect(await page.isChecked("#film_detail")).toBe(false);
    await press("Camera", "Enter");
    await press("camera_start", "Enter");
    await page.waitForSelector("#camera_freeze:enabled");
    await press("camera_freeze", "Space");
    await reach("camera_save");
    await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    await page.close();
  });
});
