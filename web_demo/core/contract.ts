/** What a translator's file promises, and the rules by which it is believed: docs/contract.md. */

import { check, Wrong, type Told, type Written } from "./fields.ts";
import { parse as parseJson, numberOf } from "./json.ts";
import { Damaged, parse, type Tensor, type TfliteFile } from "./tflite_file.ts";

export const VERSION = 1;
const CONVERT = "Make one with export.convert.";

/** A sentence for each reason, in the order of the rules; `details` are what the rule found. */
const SENTENCES = {
  not_tflite: () => `This is no TFLite file, or it is cut off. ${CONVERT}`,
  tensors: ([inputs, outputs]) =>
    `It has ${inputs} inputs and ${outputs} outputs, not one of each. ${CONVERT}`,
  shape: ([taken, given]) =>
    `It takes ${taken} and gives ${given}, not a picture [1, height, width, 3] and one as large. ` +
    "Make one of colour pictures with export.convert.",
  type: ([taken, given]) =>
    `It takes ${taken} and gives ${given}, not uint8 or float32. Convert it with --io=uint8.`,
  range_unknown: () =>
    "It takes or gives floats and does not tell their range. Convert it with --io=uint8.",
  contract_damaged: () => "It holds a contract that is no JSON object. Convert it again.",
  contract_version: ([found, known]) =>
    `It has contract ${found} of a newer exporter, and this page knows ${known}. ` +
    "Use a newer page.",
  contract_field: ([field, found, expected]) =>
    `In its contract ${field} is ${found}, not ${expected}. Convert it again.`,
  contract_disagrees: ([field, promised, found]) =>
    `In its contract ${field} is ${promised}, but its tensors say ${found}. Convert it again.`,
  runtime: ([runtime, reason, since]) =>
    `It cannot be run by ${runtime} (${reason}). It runs since ${since}. ` +
    "Convert it with --quantize=int8.",
} satisfies Record<string, (details: string[]) => string>;

export type Reason = keyof typeof SENTENCES;

/** A file that cannot be used: its message is a sentence that says why, and what to do. */
export class Refusal extends Error {
  readonly details: string[];

  constructor(
    readonly reason: Reason,
    ...details: unknown[]
  ) {
    const texts = details.map(String);
    super(SENTENCES[reason](texts));
    this.details = texts;
  }
}

/** The values of a picture that goes in or comes out; low and high stand for the bytes 0 and 255. */
export interface Values {
  type: "uint8" | "float32";
  low: number;
  high: number;
}

/** What stands for the bytes 0 and 255. */
export type Range = [number, number];

/** What is known of a file. What a file without a contract leaves open is null. */
export interface Contract {
  source: string | null;
  target: string | null;
  direction: "ab" | "ba" | null;
  height: number;
  width: number;
  input: Values;
  output: Values;
  quantization: string | null;
  multiplyAdds: number | null;
  overlap: number;
  runsSince: string | null;
}

/**
 * What a file promises, where it holds to the rules.
 *
 * @param range what stands for the bytes 0 and 255 where a file has floats and does not say so.
 * @throws Refusal: the first rule that the file breaks.
 */
export function read(content: Uint8Array, range: Range | null = null): Contract {
  const file = tables(content);
  checkTensors(file);
  const told = file.metadata === null ? null : object(file.metadata);
  if (told === null || !("contract" in told)) return assumed(file, told ?? {}, range);
  const version = numberOf(told.contract);
  if (version !== null && version > VERSION) {
    throw new Refusal("contract_version", version, VERSION);
  }
  const written = checked(told);
  checkAgreement(written, file);
  const [first, second] = [...written.direction] as ["a", "b"];
  return {
    source: written.domains[first],
    target: written.domains[second],
    direction: written.direction,
    height: written.height,
    width: written.width,
    input: values(written.input),
    output: values(written.output),
    quantization: written.quantization,
    multiplyAdds: written.multiply_adds,
    overlap: written.tiles.overlap,
    runsSince: written.runs_since,
  };
}

function tables(content: Uint8Array): TfliteFile {
  try {
    return parse(content);
  } catch (error) {
    if (error instanceof Damaged) throw new Refusal("not_tflite");
    throw error;
  }
}

function checkTensors({ inputs, outputs }: TfliteFile): void {
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw new Refusal("tensors", inputs.length, outputs.length);
  }
  const [given, made] = [inputs[0], outputs[0]];
  const [batch, height, width, channels] = given.shape;
  const isPicture = given.shape.length === 4 && batch === 1 && channels === 3;
  if (!isPicture || height < 1 || width < 1 || listed(made) !== listed(given)) {
    throw new Refusal("shape", listed(given), listed(made));
  }
  if (![given.type, made.type].every((type) => type === "uint8" || type === "float32")) {
    throw new Refusal("type", given.type, made.type);
  }
}

function listed(tensor: Tensor): string {
  return `[${tensor.shape.join(", ")}]`;
}

function object(metadata: Uint8Array): Told {
  let told: unknown;
  try {
    told = parseJson(metadata);
  } catch {
    throw new Refusal("contract_damaged");
  }
  if (typeof told !== "object" || told === null || Array.isArray(told)) {
    throw new Refusal("contract_damaged");
  }
  return told as Told;
}

function checked(told: Told): Written {
  try {
    check(told);
  } catch (error) {
    if (error instanceof Wrong) {
      throw new Refusal("contract_field", error.field, error.found, error.expected);
    }
    throw error;
  }
  return told as unknown as Written;
}

/** What holds for a file without a contract; files older than it tell a little. */
function assumed(file: TfliteFile, told: Told, range: Range | null): Contract {
  const ends = [file.inputs[0], file.outputs[0]].map((tensor): Values => {
    if (tensor.type === "uint8") return { type: "uint8", low: 0, high: 255 };
    if (range === null) throw new Refusal("range_unknown");
    return { type: "float32", low: range[0], high: range[1] };
  });
  const [, height, width] = file.inputs[0].shape;
  const direction = told.direction === "ab" || told.direction === "ba" ? told.direction : null;
  const names = (told.domains ?? {}) as Told;
  const domains = [...(direction ?? "")].map((domain) => names[domain]);
  const areTexts = domains.length > 0 && domains.every((name) => typeof name === "string" && name);
  const [source, target] = areTexts ? (domains as string[]) : [null, null];
  return {
    source,
    target,
    direction,
    height,
    width,
    input: ends[0],
    output: ends[1],
    quantization: typeof told.quantization === "string" ? told.quantization : null,
    multiplyAdds: null,
    overlap: Math.floor(Math.min(height, width) / 4),
    runsSince: null,
  };
}

function checkAgreement(written: Written, file: TfliteFile): void {
  const [, height, width, channels] = file.inputs[0].shape;
  const pairs: [string, unknown, unknown][] = [
    ["height", written.height, height],
    ["width", written.width, width],
    ["input.channels", written.input.channels, channels],
    ["input.type", written.input.type, file.inputs[0].type],
    ["output.channels", written.output.channels, channels],
    ["output.type", written.output.type, file.outputs[0].type],
  ];
  for (const [field, promised, found] of pairs) {
    if (promised !== found) throw new Refusal("contract_disagrees", field, promised, found);
  }
}

function values(written: Written["input"]): Values {
  const [low, high] = written.range.map((end) => numberOf(end) as number);
  return { type: written.type, low, high };
}
