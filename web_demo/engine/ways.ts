/** The ways in which a model may run, and why one is not taken. */

import { Refusal, type Contract } from "../core/contract.ts";
import type { Way } from "./runner.ts";

export type WayName = "webgpu" | "threads" | "one";

export const THREADS = Math.min(4, navigator.hardwareConcurrency || 1);
export const WAYS: Record<WayName, Way> = {
  webgpu: { accelerator: "webgpu", threads: 0 },
  threads: { accelerator: "wasm", threads: THREADS },
  one: { accelerator: "wasm", threads: 1 },
};

/** Why the runtime does not run a model some way, in a sentence. */
export function reasonOf(error: unknown, name: WayName, contract: Contract): string {
  const told = (error as Error).message.trim().split("\n")[0] || "no reason is told";
  if (name === "webgpu") {
    return `This model does not run there as a whole (${told}). Export it with --quantize=float16.`;
  }
  const since = contract.runsSince ?? "a version that it does not tell";
  return new Refusal("runtime", "LiteRT.js", told, since).message;
}

/** Whether two ways make the same picture of bytes, but for what half precision changes. */
export function areSame(a: Uint8Array, b: Uint8Array): boolean {
  const error = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;
  // A GPU that computes in half precision lies some 40 dB from the processor.
  return 10 * Math.log10(255 ** 2 / error) >= 30;
}
