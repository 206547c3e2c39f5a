/** Which values the fields of a contract may have; on_device/contract.schema.json says the same. */

import { numberOf, told, type Fraction } from "./json.ts";

const LARGEST = 3.4028234663852886e38; // of float32

export type Told = Record<string, unknown>;

/** A contract that was checked, as it was written. */
export interface Written {
  domains: { a: string; b: string };
  direction: "ab" | "ba";
  height: number;
  width: number;
  input: WrittenValues;
  output: WrittenValues;
  quantization: string;
  multiply_adds: number;
  tiles: { overlap: number };
  runs_since: string;
}

interface WrittenValues {
  type: "uint8" | "float32";
  channels: number;
  range: (number | Fraction)[];
}

/** A field of a wrong kind: its name, what it is, and what was expected. */
export class Wrong extends Error {
  readonly found: string;

  constructor(
    readonly field: string,
    value: unknown,
    readonly expected: string,
  ) {
    super(field);
    this.found = told(value);
  }
}

/** @throws Wrong: for the first field that is missing or of a wrong kind. */
export function check(contract: Told): void {
  for (const [field, fits, expected] of rules(contract)) {
    const value = valueAt(contract, field);
    if (!fits(value)) throw new Wrong(field, value, expected);
  }
}

function valueAt(contract: Told, path: string): unknown {
  let value: unknown = contract;
  for (const key of path.split(".")) {
    value = Object.hasOwn(value as Told, key) ? (value as Told)[key] : undefined;
  }
  return value;
}

type Rule = [string, (value: unknown) => boolean, string];

/** Fields in order with their rules; a rule may count on those before it. */
function* rules(contract: Told): Generator<Rule> {
  const text = "a text that is not empty";
  yield ["contract", whole(1), "a whole number from 1"];
  yield ["domains", isObject, "an object"];
  yield ["domains.a", isText, text];
  yield ["domains.b", isText, text];
  yield ["direction", oneOf("ab", "ba"), "ab or ba"];
  yield ["height", whole(1), "a whole number from 1"];
  yield ["width", whole(1), "a whole number from 1"];
  for (const end of ["input", "output"]) {
    yield [end, isObject, "an object"];
    yield [`${end}.type`, oneOf("uint8", "float32"), "uint8 or float32"];
    yield [`${end}.channels`, oneOf(1, 3), "1 or 3"];
    if (valueAt(contract, `${end}.type`) === "uint8") {
      yield [`${end}.range`, isBytes, "[0, 255], as of bytes"];
    } else {
      yield [`${end}.range`, isRange, "two finite numbers, the lower one first"];
    }
  }
  yield ["quantization", (value) => typeof value === "string", "a text"];
  yield ["multiply_adds", whole(0), "a whole number from 0"];
  yield ["tiles", isObject, "an object"];
  const side = Math.min(contract.height as number, contract.width as number) - 1;
  yield ["tiles.overlap", whole(0, side), `a whole number from 0 to ${side}`];
  yield ["runs_since", isText, text];
}

function whole(least: number, most = Infinity) {
  return (value: unknown) => typeof value === "number" && least <= value && value <= most;
}

function oneOf(...options: (string | number)[]) {
  return (value: unknown) => options.some((option) => option === value);
}

function isObject(value: unknown): boolean {
  return numberOf(value) === null && typeof value === "object" && value !== null
    && !Array.isArray(value); // prettier-ignore
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [low, high] = value.map((end) => numberOf(end) ?? NaN);
  const areFinite = Math.abs(low) <= LARGEST && Math.abs(high) <= LARGEST;
  return areFinite && Math.fround(low) < Math.fround(high) && high - low <= LARGEST;
}

function isBytes(value: unknown): boolean {
  return isRange(value) && (value as unknown[]).every((end, i) => numberOf(end) === 255 * i);
}
