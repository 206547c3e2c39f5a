/** The models: those inside, those of one's own, which of them is chosen, and what it runs on. */

import { read, Refusal, type Contract, type Range } from "../core/contract.ts";
import { parse } from "../core/json.ts";
import { Engine, type Choice, type Model, type State } from "../engine/engine.ts";
import type { WayName } from "../engine/ways.ts";
import { keep, kept, remove } from "./kept.ts";
import { askRange, COMMON, type Choosable } from "./ranges.ts";

const INSIDE = ["day_to_night", "night_to_day"];
const LARGEST = 512 * 1024 * 1024; // bytes of a file
const CHOICE = "choice";
const SAMPLE = "samples/street_by_day.jpg";

/** A model in the list. */
export class Entry implements Model {
  constructor(
    readonly key: string,
    readonly content: Uint8Array,
    readonly contract: Contract,
    readonly isOwn: boolean,
    private readonly engine: Engine,
  ) {}

  /** What it runs on; null until it was opened. */
  get state(): State | null {
    return this.engine.state(this.key);
  }

  get source(): string {
    return this.contract.source ?? "original";
  }

  get target(): string {
    return this.contract.target ?? "translated";
  }

  get title(): string {
    return `${this.source} → ${this.target}`;
  }

  /** The name of what it runs on. */
  get runsOn(): string {
    return this.state ? WORDS[this.state.taken.name](this.state.taken.way.threads) : "nothing yet";
  }

  /** Size, cost and kind, for people. */
  get facts(): string {
    const { width, height, multiplyAdds, quantization } = this.contract;
    return [
      this.key,
      `${width} × ${height}`,
      multiplyAdds === null ? "" : `${(multiplyAdds / 1e9).toPrecision(2)} G multiply-adds`,
      quantization ?? "",
      `${(this.content.length / 1e6).toFixed(2)} MB`,
      this.isOwn ? "added by you" : "built in",
    ]
      .filter(Boolean)
      .join(" · ");
  }
}

export const WORDS: Record<WayName, (threads: number) => string> = {
  webgpu: () => "WebGPU",
  threads: (threads) => `${threads} threads`,
  one: () => "one thread",
};

/** Tells "change" when the list, the chosen model or what it runs on changes. */
export class Catalogue extends EventTarget {
  readonly engine: Engine;
  models: Entry[] = [];
  chosen: Entry | null = null;
  choice: Choice = "automatic";
  private begin: (loaded: Promise<void>) => void = () => {};
  /** Settles when the models inside are there, or cannot be. */
  private readonly loaded = new Promise<void>((resolve) => (this.begin = resolve));

  /** @param told is called with a sentence when a model had to be run another way. */
  constructor(told: (sentence: string) => void) {
    super();
    this.engine = new Engine((sentence) => {
      this.changed();
      told(sentence);
    });
    const choice = remembered();
    if (choice && choice in WORDS) this.choice = choice as WayName;
  }

  /** Fetches the models inside, and opens the first. */
  load(): Promise<void> {
    this.begin(this.fetched());
    return this.loaded;
  }

  private async fetched(): Promise<void> {
    const inside = INSIDE.map(async (key) => {
      const answer = await fetch(`models/${key}.tflite`).catch(() => null);
      if (!answer?.ok) throw new Error(`The model ${key} cannot be fetched: reload the page.`);
      const content = new Uint8Array(await answer.arrayBuffer());
      return new Entry(key, content, read(content), false, this.engine);
    });
    this.models = await Promise.all(inside);
    for (const { name: key, content, range } of await kept()) {
      try {
        this.models.push(new Entry(key, content, read(content, range), true, this.engine));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await remove(key); // kept by an older page that knew other rules
      }
    }
    await this.open(this.models[0]);
  }

  /** Makes a model the chosen one; those before stay open, for a film may still run on them. */
  async choose(entry: Entry): Promise<void> {
    if (this.models.includes(entry)) await this.open(entry);
  }

  private async open(entry: Entry): Promise<void> {
    await this.ready(entry);
    this.chosen = entry;
    this.changed();
  }

  /** Opens a model where it is not open. */
  async ready(entry: Entry): Promise<void> {
    await this.engine.use(entry, this.choice);
  }

  /** Runs the chosen model another way. */
  async run(choice: Choice): Promise<void> {
    this.choice = choice;
    remember(choice);
    if (this.chosen) await this.ready(this.chosen);
    this.changed();
  }

  /**
   * Takes a file of one's own, with the JSON beside it if it is given, keeps and chooses it.
   *
   * @returns whether it is kept for the next time.
   * @throws Refusal or Error: it cannot be used; the message is a sentence.
   */
  async add(file: File, json?: File): Promise<boolean> {
    await this.loaded;
    if (file.size > LARGEST) {
      throw new Error(
        "It is larger than 512 MB. Export it with --quantize=int8 to make it smaller.",
      );
    }
    const content = new Uint8Array(await file.arrayBuffer());
    const { contract, range } = await this.contract(file.name, content);
    if (json) checkDescription(new Uint8Array(await json.arrayBuffer()), contract, json.name);
    let key = file.name.replace(/\.tflite$/i, "");
    while (this.models.some((model) => model.key === key && !model.isOwn)) key = `${key}_own`;
    const entry = new Entry(key, content, contract, true, this.engine);
    await this.open(entry);
    this.models = [...this.models.filter((model) => model.key !== key), entry];
    const isKept = await keep({ name: key, content, range });
    this.changed();
    return isKept;
  }

  /** What a file promises; the range of its floats is asked for where it does not tell it. */
  private async contract(
    key: string,
    content: Uint8Array,
  ): Promise<{ contract: Contract; range: Range | null }> {
    try {
      return { contract: read(content), range: null };
    } catch (error) {
      if (!(error instanceof Refusal && error.reason === "range_unknown")) throw error;
      const sample = await (await fetch(SAMPLE)).blob();
      const choices: Choosable[] = [];
      try {
        for (const range of COMMON) {
          const model = { key, content, contract: read(content, range) };
          const picture = await this.engine.preview(model, await createImageBitmap(sample));
          choices.push({ range, picture });
        }
        const range = await askRange(key, choices);
        if (range === null) throw error;
        return { contract: read(content, range), range };
      } finally {
        choices.forEach(({ picture }) => picture.close());
      }
    }
  }

  /** Forgets a model of one's own. */
  async remove(entry: Entry): Promise<void> {
    await remove(entry.key);
    await this.engine.close(entry.key);
    this.models = this.models.filter((model) => model !== entry);
    if (this.chosen === entry) await this.open(this.models[0]);
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** The accelerator that was chosen the last time; null where nothing is kept. */
function remembered(): string | null {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null; // storage is blocked
  }
}

function remember(choice: Choice): void {
  try {
    localStorage.setItem(CHOICE, choice);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

type Told = Record<string, unknown> | undefined;

/** @throws Error: a JSON file is none, or tells of another model. */
function checkDescription(bytes: Uint8Array, contract: Contract, name: string): void {
  let told: unknown;
  try {
    told = parse(bytes);
  } catch (error) {
    throw new Error(`${name} is no JSON: export the model again.`, { cause: error });
  }
  const { direction, height, width, input, output, quantization, source, target } = contract;
  const [first, second] = direction ?? "";
  const promised: [string, string | number | null][] = [
    ["direction", direction],
    ["height", height],
    ["width", width],
    ["input.type", input.type],
    ["output.type", output.type],
    ["quantization", quantization],
    [`domains.${first}`, source],
    [`domains.${second}`, target],
  ];
  for (const [path, value] of promised) {
    const found = path.split(".").reduce<unknown>((part, key) => (part as Told)?.[key], told);
    if (value !== null && found !== value) {
      throw new Error(
        `${name} tells of another file: its ${path} is ${String(found)}, the model's ` +
          `${value}. Add the one that was exported with it.`,
      );
    }
  }
}
