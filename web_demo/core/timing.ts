/** Durations of runs, frames a second, and which way of running a model to take. */

/** Between the two neighbours by a straight line, as NumPy's percentile; NaN of nothing. */
export function percentile(durations: number[], share: number): number {
  const sorted = [...durations].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  return below + ((sorted[Math.ceil(place)] ?? NaN) - below) * (place - Math.floor(place));
}

/** Frames a second, over the last thirty. */
export class FrameRate {
  private readonly ticks: number[] = [];

  /** A frame was shown at this time, milliseconds. */
  tick(time: number): void {
    this.ticks.push(time);
    if (this.ticks.length > 30) this.ticks.shift();
  }

  /** 0 until there are two frames at different times. */
  get perSecond(): number {
    const span = (this.ticks.at(-1) ?? 0) - (this.ticks[0] ?? 0);
    return span > 0 ? ((this.ticks.length - 1) * 1000) / span : 0;
  }
}

/** A way of running a model: how many threads it keeps busy, and its median milliseconds. */
export interface Measured {
  threads: number;
  median: number | null;
}

/** The fastest; of those that are slower by 5 % at most, the one of fewest threads. */
export function fastest<T extends Measured>(candidates: T[]): T | null {
  const ran = candidates.filter(({ median }) => median !== null && Number.isFinite(median));
  const best = Math.min(...ran.map(({ median }) => median as number));
  const tied = ran.filter(({ median }) => (median as number) <= 1.05 * best);
  return tied.sort((a, b) => a.threads - b.threads)[0] ?? null;
}

/** Seconds that are left when so much of all took so long; null before anything is done. */
export function secondsLeft(done: number, all: number, elapsed: number): number | null {
  return done > 0 ? (elapsed / done) * (all - done) : null;
}
