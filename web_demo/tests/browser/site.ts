/** The built page behind a plain server, and a Chromium to look at it. */

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { afterAll, beforeAll } from "vitest";

export const BUILD = fileURLToPath(new URL("../../build", import.meta.url));
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".jpg": "image/jpeg",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

// For the tests: a page of their own, and a reader of films in it.
const EXTRA: Record<string, string> = {
  "/blank.html": fileURLToPath(new URL("blank.html", import.meta.url)),
  "/mediabunny.js": fileURLToPath(
    new URL("../../node_modules/mediabunny/dist/bundles/mediabunny.mjs", import.meta.url),
  ),
};

/** A static host. */
export class Site {
  private server: Server | null = null;
  readonly asked: string[] = [];
  address = "";

  /**
   * @param folder of the host in which the page lies, such as "/demo/".
   * @param isolating whether it sends the headers that threads need.
   * @param root the page's files.
   */
  constructor(
    private readonly folder = "/",
    private readonly isolating = true,
    private readonly root = BUILD,
  ) {}

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://host").pathname;
      this.asked.push(path);
      const inside = path.startsWith(this.folder) ? path.slice(this.folder.length) : "missing";
      const file = EXTRA[path] ?? join(this.root, inside || "index.html");
      if (!existsSync(file) || !statSync(file).isFile()) {
        response.writeHead(404).end();
        return;
      }
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      const { size, mtimeMs } = statSync(file);
      const tag = `"${size}-${mtimeMs}"`;
      response.writeHead(200, {
        "Content-Type": type,
        ETag: tag,
        Vary: "Origin", // as the server of make web says
        ...(this.isolating ? ISOLATION : {}),
      });
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    this.address = `http://127.0.0.1:${port}${this.folder}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

/** A browser that asks nobody for anything but the page. */
export function launch(...flags: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      ...["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", ...flags],
    ],
  });
}

export const FAKE_CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
export const GPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

export type Watched = Page & { errors: string[] };

/** What the tests of a file share; all of it is there once they run. */
export class Stage {
  site!: Site;
  browser!: Browser;
  context!: BrowserContext;
  page!: Watched;
}

/**
 * Opens the page before a file's tests, and closes all after them.
 *
 * @param flags of the browser.
 * @param prepare is given the context before the page is opened in it.
 */
export function staged(
  flags: string[] = [],
  options: BrowserContextOptions = {},
  prepare: (context: BrowserContext) => Promise<void> = () => Promise.resolve(),
): Stage {
  const stage = new Stage();
  beforeAll(async () => {
    stage.site = await new Site().start();
    stage.browser = await launch(...flags);
    stage.context = await stage.browser.newContext(options);
    await prepare(stage.context);
    stage.page = await opened(stage.context, stage.site.address);
  });
  afterAll(async () => {
    await stage.browser.close();
    await stage.site.stop();
  });
  return stage;
}

/** A page whose errors are kept, once the translator has started and shown its first picture. */
export async function opened(context: Browser | BrowserContext, address: string): Promise<Watched> {
  const page = Object.assign(await context.newPage(), { errors: [] as string[] });
  page.setDefaultTimeout(90_000); // a GPU in software is slow
  page.on("pageerror", (error) => page.errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") page.errors.push(message.text());
  });
  await page.goto(address);
  await ready(page);
  return page;
}

/** Waits until a photograph is translated. */
export async function ready(page: Page): Promise<void> {
  await page.waitForSelector("#photo_png:enabled", { state: "attached", timeout: 90_000 });
}

/** Runs a script in the translator's thread before anything else; no service worker may answer. */
export async function inWorker(context: BrowserContext, script: string): Promise<void> {
  await context.route("**/worker-*.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: script + (await response.text()) });
  });
}

/** What the page complains of, once it does. */
export async function trouble(page: Page): Promise<string> {
  await page.waitForFunction(() => document.getElementById("trouble")?.textContent);
  return (await page.textContent("#trouble")) ?? "";
}

/** A file for the page, of a kind that only its name tells. */
export function given(name: string, buffer: Buffer) {
  return { name, mimeType: "", buffer };
}

/** What is downloaded by a click. */
export async function downloaded(
  page: Page,
  selector: string,
): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

/** What the browser's processes have in memory: pages, workers, tensors, frames. */
export async function residentBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const pages = processInfo.map(({ id }) => {
    const path = `/proc/${id}/statm`;
    return existsSync(path) ? Number(readFileSync(path, "utf8").split(" ")[1]) : 0; // it ended
  });
  return 4096 * pages.reduce((sum, resident) => sum + resident);
}

/** Turns to a view. */
export async function turn(
  page: Page,
  view: "photo" | "camera" | "film" | "models",
): Promise<void> {
  await page.click(`nav a[href="#${view}"]`);
}

/** A file of the repository. */
export function repository(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
