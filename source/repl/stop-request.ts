import { CancelledError } from '../support/errors.js';

/** Whether Ctrl-C was pressed in what was entered: nothing more of that is begun then. */
export class StopRequest {
  #isMade = false;

  get isMade(): boolean {
    return this.#isMade;
  }

  make(): void {
    this.#isMade = true;
  }

  /** Something new was entered. */
  clear(): void {
    this.#isMade = false;
  }

  /** Ctrl-C came before there was anything to cancel. @throws CancelledError */
  refuse(): void {
    if (this.#isMade) throw new CancelledError('Stopped.', { confirmed: true });
  }
}
