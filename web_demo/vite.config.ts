import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

const ASSETS = "../android_demo/app/src/main/assets"; // the app carries the same models and pictures
const LITERT = "node_modules/@litertjs/core/wasm";
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; "),
};

/** Adds models, samples and the runtime to what is built, and tells the service worker of all. */
function carried(): Plugin {
  return {
    name: "carried",
    generateBundle: {
      order: "post", // when all else is there
      handler(_options, bundle) {
        const [page, runtime] = [createHash("sha256"), createHash("sha256")];
        const files = ["./"];
        for (const [path, file] of Object.entries(bundle)) {
          page.update(path).update(file.type === "chunk" ? file.code : file.source);
          if (!/^service_worker|\.html$/.test(path)) files.push(path);
        }
        for (const file of readdirSync("public")) {
          page.update(readFileSync(join("public", file)));
          files.push(file);
        }
        page.update(readFileSync("index.html"));
        const folders = {
          models: `${ASSETS}/models`,
          samples: `${ASSETS}/samples`,
          litert: LITERT,
        };
        for (const [name, folder] of Object.entries(folders)) {
          for (const file of readdirSync(folder)) {
            // Of the runtime's builds, those that the page asks for.
            if (name === "litert" && file.includes("jspi")) continue;
            const [fileName, source] = [`${name}/${file}`, readFileSync(join(folder, file))];
            this.emitFile({ type: "asset", fileName, source });
            (name === "litert" ? runtime : page).update(source);
            // The runtime is kept as it is used: of its builds a browser needs one.
            if (name !== "litert") files.push(fileName);
          }
        }
        const worker = bundle["service_worker.js"];
        if (worker?.type !== "chunk") throw new Error("the service worker was not built");
        const told = {
          FILES: files,
          VERSION: page.update(JSON.stringify(HEADERS)).digest("hex").slice(0, 16),
          RUNTIME: runtime.digest("hex").slice(0, 16),
          HEADERS,
        };
        const lines = Object.entries(told).map(
          ([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`,
        );
        worker.code = lines.join("") + worker.code;
      },
    },
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: {
          "http-equiv": "Content-Security-Policy",
          content: HEADERS["Content-Security-Policy"],
        },
        injectTo: "head-prepend",
      },
    ],
  };
}

const WASM = `${LITERT}/litert_wasm_threaded_internal.wasm`;

export default defineConfig({
  appType: "mpa", // what is not there is not found
  base: "./", // any folder of any host
  define: {
    RUNTIME_MEGABYTES: existsSync(WASM) ? statSync(WASM).size / 1e6 : 9,
  },
  plugins: [carried()],
  worker: { format: "iife" }, // LiteRT.js loads its runtime by importScripts
  build: {
    outDir: "build",
    target: "es2022",
    chunkSizeWarningLimit: 600, // kB: films' library, which is fetched when there is a film
    rollupOptions: {
      input: { index: "index.html", service_worker: "service_worker/service_worker.ts" },
      output: {
        entryFileNames: (chunk) =>
          chunk.name === "service_worker" ? "[name].js" : "assets/[name]-[hash].js",
      },
    },
  },
  preview: { headers: HEADERS, port: 8000 },
  test: {
    include: ["tests/**/*.test.ts"],
    fileParallelism: false, // browsers share the processor
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
