/** Works that wait for each other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Begins a work when all that were asked for before have ended, however they did. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }
}
