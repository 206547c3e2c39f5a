import { AxeBuilder } from "@axe-core/playwright";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BUILD, launch, opened, ready, Site, turn } from "./site.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
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

test("no request leaves the origin, and the policy forbids it", async () => {
  await onHost(new Site(), async (site) => {
    const context = await browser.newContext();
    const asked: URL[] = [];
    context.on("request", (request) => asked.push(new URL(request.url())));
    const page = await opened(context, site.address);
    for (const view of ["camera", "film", "models", "photo"] as const) await turn(page, view);
    const away = asked.filter(({ origin, protocol }) => {
      return protocol.startsWith("http") && origin !== new URL(site.address).origin;
    });
    expect(away.map(String)).toEqual([]);
    const policy = await page.evaluate(async () => {
      const refused = new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (e) => resolve(e.effectiveDirective));
      });
      await fetch("http://127.0.0.2:9/").catch(() => {});
      return refused;
    });
    expect(policy).toBe("connect-src");
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

test("all of it is reached by the keyboard alone", async () => {
  await onHost(new Site(), async (site) => {
    const page = await opened(browser, site.address);
    const reached = new Set<string>();
    for (let step = 0; step < 30; step++) {
      await page.keyboard.press("Tab");
      reached.add(
        await page.evaluate(
          () => document.activeElement?.id || document.activeElement?.textContent || "",
        ),
      );
    }
    for (const wanted of ["Models", "photo_file", "photo_png", "photo_detail", "photo_left"]) {
      expect([...reached]).toContain(wanted);
    }
    await page.close();
  });
});
