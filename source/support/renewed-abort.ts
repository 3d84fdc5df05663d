/** A signal that aborts what is under way, and not what is begun later. */
export class RenewedAbort {
  #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    const before = this.#controller;
    this.#controller = new AbortController();
    before.abort();
  }
}
