/** How many rows of a result may be read, and the wait for more of them once that many were. */
export class RowQuota {
  #rows = Infinity;
  #resume: (() => void) | undefined;

  /** A result begins. @param limit undefined: all its rows */
  begin(limit: number | undefined): void {
    this.#rows = limit ?? Infinity;
  }

  /** How many more may be read after so many; 0 or less: none. */
  roomAfter(rows: number): number {
    return this.#rows - rows;
  }

  /** Raises it; who waits goes on. */
  add(rows: number): void {
    this.#rows += rows;
    this.resume();
  }

  /** True while somebody waits for it to be raised. */
  get isWaiting(): boolean {
    return this.#resume !== undefined;
  }

  /** Resolves with the next `add` or `resume`. @param onWaiting called once it waits */
  async wait(onWaiting: () => void): Promise<void> {
    const resumed = new Promise<void>((resolve) => (this.#resume = resolve));
    onWaiting();
    await resumed;
    this.#resume = undefined;
  }

  /** Who waits goes on, with no more rows than before. */
  resume(): void {
    this.#resume?.();
  }
}
