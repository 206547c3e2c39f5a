/** JSON in which 256 and 256.0 differ: a contract's whole numbers have no point and no exponent. */

/** A number that was written with a point or an exponent. */
export class Fraction {
  constructor(
    readonly value: number,
    readonly written: string,
  ) {}
}

const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads bytes of UTF-8 as JSON.
 *
 * @throws SyntaxError, TypeError or RangeError: they are none.
 */
export function parse(bytes: Uint8Array): unknown {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  JSON.parse(text); // what follows changes numbers, and must not make JSON of what is none
  let mark = "fraction:";
  while (text.includes(mark)) mark = `-${mark}`;
  const marked = text.replace(TEXT_OR_NUMBER, (token) =>
    token[0] !== '"' && /[.eE]/.test(token) ? `"${mark}${token}"` : token,
  );
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== "string" || !value.startsWith(mark)) return value;
    const written = value.slice(mark.length);
    return new Fraction(Number(written), written);
  });
}

/** A number's value, whole or not; null where there is no number. */
export function numberOf(value: unknown): number | null {
  if (value instanceof Fraction) return value.value;
  return typeof value === "number" ? value : null;
}

/** A value as it is told to people, cut off where it is long. */
export function told(value: unknown): string {
  if (value === undefined) return "missing";
  const text = value instanceof Fraction ? value.written : JSON.stringify(value);
  return text.length < 80 ? text : `${text.slice(0, 77)}...`;
}
