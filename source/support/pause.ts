/** A wait that something else can end, one at a time. */
export class Pause {
  #end: (() => void) | undefined;

  /** @returns after `ms` milliseconds true, false when it was ended before */
  wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (whole: boolean): void => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve(whole);
      };
      const timer = setTimeout(() => done(true), ms);
      this.#end = () => done(false);
    });
  }

  end(): void {
    this.#end?.();
  }
}
