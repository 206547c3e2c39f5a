/** Pictures of any size by tiles of one: in integers, so that every reader gives the same bytes. */

/** A picture that is read and written band by band: RGBA, row by row, not premultiplied. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The pixels of some rows. */
  read(top: number, height: number): Uint8ClampedArray;
}

/** Where the rows of a translated picture go, from above to below. */
export type Write = (top: number, height: number, data: Uint8ClampedArray<ArrayBuffer>) => void;

/** Where tiles begin that cover a length evenly and share `overlap` pixels at least. */
export function starts(length: number, tile: number, overlap: number): number[] {
  const free = length - tile;
  const count = 1 + Math.ceil(free / (tile - overlap));
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, i) => Math.floor((i * free) / (count - 1)));
}

/** A tile's weights along one side: rising over the shared pixels, level, and falling. */
export function weights(tile: number, overlap: number): Float64Array {
  return Float64Array.from({ length: tile }, (_, p) => Math.min(p + 1, tile - p, overlap + 1));
}

/**
 * Translates a picture tile by tile and blends the seams; one that is smaller than a tile is
 * continued by its mirror image. No more than one row of tiles is in memory at a time.
 *
 * @param tile height and width of the tiles.
 * @param overlap pixels that neighbouring tiles share at least.
 * @param translate makes RGB bytes of RGB bytes, a tile's.
 * @param write takes the rows as they are done, with the picture's own transparency.
 * @param progress is told how many tiles of how many are done; what it throws ends the work.
 */
export async function mosaic(
  picture: Picture,
  tile: { height: number; width: number },
  overlap: number,
  translate: (tile: Uint8Array) => Promise<Uint8Array> | Uint8Array,
  write: Write,
  progress: (done: number, all: number) => Promise<void> | void = () => {},
): Promise<void> {
  const height = Math.max(picture.height, tile.height);
  const width = Math.max(picture.width, tile.width);
  const tops = starts(height, tile.height, overlap);
  const lefts = starts(width, tile.width, overlap);
  const down = weights(tile.height, overlap);
  const across = weights(tile.width, overlap);
  const totalDown = totals(height, tops, down);
  const totalAcross = totals(width, lefts, across);
  const sums = new Float64Array(tile.height * width * 3);
  let done = 0;
  for (const [row, top] of tops.entries()) {
    const band = picture.read(top, Math.min(tile.height, picture.height - top));
    for (const left of lefts) {
      add(sums, width, left, await translate(cut(band, picture.width, tile, left)), down, across);
      done += 1;
      await progress(done, tops.length * lefts.length);
    }
    // Rows above the next row of tiles are complete.
    const end = row + 1 < tops.length ? tops[row + 1] : height;
    const rows = Math.min(end, picture.height) - top;
    const made = new Uint8ClampedArray(rows * picture.width * 4);
    for (let y = 0, to = 0; y < rows; y++) {
      for (let x = 0, from = y * width * 3; x < picture.width; x++, to += 4) {
        const total = totalDown[top + y] * totalAcross[x];
        for (let c = 0; c < 3; c++) {
          made[to + c] = Math.floor((2 * sums[from++] + total) / (2 * total));
        }
        made[to + 3] = band[to + 3];
      }
    }
    write(top, rows, made);
    sums.copyWithin(0, (end - top) * width * 3);
    sums.fill(0, (tile.height - (end - top)) * width * 3);
  }
}

/** A tile's pixels, RGB, of a band of rows, continued to the right and below by the mirror image. */
function cut(
  band: Uint8ClampedArray,
  width: number,
  tile: { height: number; width: number },
  left: number,
): Uint8Array {
  const bytes = new Uint8Array(tile.height * tile.width * 3);
  const height = band.length / 4 / width;
  for (let y = 0, to = 0; y < tile.height; y++) {
    const row = mirrored(y, height) * width;
    for (let x = 0; x < tile.width; x++) {
      const from = (row + mirrored(left + x, width)) * 4;
      bytes[to++] = band[from];
      bytes[to++] = band[from + 1];
      bytes[to++] = band[from + 2];
    }
  }
  return bytes;
}

function mirrored(position: number, length: number): number {
  if (position < length) return position;
  const within = position % (2 * length);
  return within < length ? within : 2 * length - 1 - within;
}

function add(
  sums: Float64Array,
  width: number,
  left: number,
  tile: Uint8Array,
  down: Float64Array,
  across: Float64Array,
): void {
  let from = 0;
  for (let y = 0; y < down.length; y++) {
    let to = (y * width + left) * 3;
    for (let x = 0; x < across.length; x++) {
      const weight = down[y] * across[x];
      for (let c = 0; c < 3; c++) sums[to++] += weight * tile[from++];
    }
  }
}

/** The sum of all tiles' weights at each position of a side. */
function totals(length: number, begin: number[], side: Float64Array): Float64Array {
  const total = new Float64Array(length);
  for (const start of begin) side.forEach((weight, p) => (total[start + p] += weight));
  return total;
}
