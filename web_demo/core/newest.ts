/** Works on the newest item that was offered, one at a time; each is worked on or dropped, once. */
export class Newest<T> {
  private waiting: T | null = null;
  private running: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly work: (item: T) => Promise<void>,
    private readonly drop: (item: T) => void,
  ) {}

  /** Puts an item in place of the one that waits, if any. Never waits for the work. */
  offer(item: T): void {
    if (this.closed) {
      this.drop(item);
      return;
    }
    if (this.waiting !== null) this.drop(this.waiting);
    this.waiting = item;
    this.running ??= this.run();
  }

  /** Drops what waits, lets the running work end, then returns. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.waiting !== null) this.drop(this.waiting);
    this.waiting = null;
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting !== null) {
        const item = this.waiting;
        this.waiting = null;
        await this.work(item);
      }
    } finally {
      this.running = null;
    }
  }
}
