import { expect, test } from "vitest";
import { mosaic, starts, weights, type Picture } from "../../core/tiles.ts";
import { cases, picture, pixels } from "./golden.ts";

interface Starts {
  length: number;
  tile: number;
  overlap: number;
  starts: number[];
  weights: number[];
}

interface Mosaic {
  name: string;
  height: number;
  width: number;
  tile_height: number;
  tile_width: number;
  overlap: number;
  picture: string;
  expected: string;
}

type Rest = Parameters<typeof mosaic> extends [unknown, ...infer Others] ? Others : never;

/** The whole of a translated picture, as its rows come. */
async function translated(
  source: Picture,
  tile: Rest[0],
  overlap: number,
  translate: Rest[2],
  progress?: Rest[4],
) {
  const made: number[] = [];
  const write = (top: number, _height: number, data: Uint8ClampedArray) => {
    expect(made.length).toBe(top * source.width * 4);
    made.push(...data);
  };
  await mosaic(source, tile, overlap, translate, write, progress);
  return made;
}

test("starts and weights", () => {
  for (const { length, tile, overlap, ...expected } of cases<Starts>("tiles")) {
    expect(starts(length, tile, overlap)).toEqual(expected.starts);
    expect([...weights(tile, overlap)]).toEqual(expected.weights);
  }
});

test.each(cases<Mosaic>("mosaic"))("mosaic: $name", async (golden) => {
  const size = { height: golden.tile_height, width: golden.tile_width };
  const told: [number, number][] = [];
  const made = await translated(
    picture(pixels(golden.picture), golden.height, golden.width),
    size,
    golden.overlap,
    (tile) =>
      tile.map((byte, i) => {
        const [row, column] = [Math.floor(i / 3 / size.width), Math.floor(i / 3) % size.width];
        return 255 - byte + 7 * row + 3 * column; // a Uint8Array takes it modulo 256
      }),
    (done, all) => void told.push([done, all]),
  );
  expect(made).toEqual([...pixels(golden.expected)]);
  expect(told.map(([done]) => done)).toEqual(told.map((_, i) => i + 1));
  expect(told.at(-1)).toEqual([told.length, told.length]);
});

test("transparency is the picture's own", async () => {
  const glass = new Uint8ClampedArray([0, 0, 0, 7, 255, 255, 255, 255]);
  const made = await translated(picture(glass, 1, 2), { height: 4, width: 4 }, 1, (tile) => tile);
  expect(made).toEqual([...glass]);
});

test("what its progress throws ends the work", async () => {
  const cancelled = () => {
    throw new Error("cancelled");
  };
  const one = picture(pixels("AAAA"), 1, 1);
  const work = translated(one, { height: 4, width: 4 }, 1, (tile) => tile, cancelled);
  await expect(work).rejects.toThrow("cancelled");
});
