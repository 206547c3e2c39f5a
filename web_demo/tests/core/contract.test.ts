import { expect, test } from "vitest";
import { read, Refusal } from "../../core/contract.ts";
import { cases, file } from "./golden.ts";

interface Ends {
  type: "uint8" | "float32";
  range: [number, number];
}

interface Refused {
  name: string;
  bytes: [number, number];
  range: [number, number] | null;
  reason: string | null;
  says: string[];
  read: Record<string, unknown> & { input: Ends; output: Ends };
}

function refusal(content: Uint8Array, range: [number, number] | null): Refusal {
  try {
    read(content, range);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("it was read");
}

test.each(cases<Refused>("refusals"))("$name", ({ bytes, range, reason, says, read: expected }) => {
  const content = file(bytes);
  if (reason === null) {
    const ends = [expected.input, expected.output].map(({ type, range: [low, high] }) => ({
      type,
      low,
      high,
    }));
    expect(read(content, range)).toEqual({
      source: expected.source,
      target: expected.target,
      direction: expected.direction,
      height: expected.height,
      width: expected.width,
      input: ends[0],
      output: ends[1],
      quantization: expected.quantization,
      multiplyAdds: expected.multiply_adds,
      overlap: expected.overlap,
      runsSince: expected.runs_since,
    });
  } else {
    const found = refusal(content, range);
    expect(found.reason).toBe(reason);
    for (const word of says) expect(found.details.join(" ")).toContain(word);
    expect(found.message).toMatch(/^[A-Z][^\n]*\.$/);
  }
});
