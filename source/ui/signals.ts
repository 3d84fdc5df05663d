export interface SignalHandlers {
  /** The process is about to end: synchronous work only. */
  readonly exit: () => void;
  readonly terminate: (signal: 'SIGTERM' | 'SIGHUP') => void;
  /** `kill -INT` from outside: in raw mode the keyboard sends none. */
  readonly interrupt: () => void;
  /** Somebody else asked the program to stop (SIGTSTP from outside). */
  readonly stop: () => void;
  readonly continued: () => void;
}

/** What the terminal layer needs of the process; tests give their own. */
export interface Signals {
  listen(handlers: SignalHandlers): () => void;
  /** Ends the process with the code that shells use for the signal. */
  exit(signal: 'SIGTERM' | 'SIGHUP'): void;
  /** While a child has the terminal, its Ctrl-C goes to the whole group: this program is told, and must live on. */
  takeInterrupts(listener: () => void): () => void;
  /** Stops the process group and resolves once it runs again. */
  stopProcess(): Promise<void>;
}

const NUMBERS = { SIGHUP: 1, SIGTERM: 15 } as const;

export function createSignals(): Signals {
  return {
    listen(handlers) {
      const onTerm = (): void => handlers.terminate('SIGTERM');
      const onHangUp = (): void => handlers.terminate('SIGHUP');
      // 'exit' is also emitted for an uncaught exception, before Node prints it: the terminal is whole by then.
      const listeners = [
        ['exit', handlers.exit],
        ['SIGTERM', onTerm],
        ['SIGHUP', onHangUp],
        ['SIGINT', handlers.interrupt],
        ['SIGTSTP', handlers.stop],
        ['SIGCONT', handlers.continued],
      ] as const;
      for (const [event, listener] of listeners) process.on(event, listener);
      return () => {
        for (const [event, listener] of listeners) process.off(event, listener);
      };
    },
    takeInterrupts(listener) {
      const take = (): void => listener();
      process.on('SIGINT', take);
      return () => void process.off('SIGINT', take);
    },
    exit(signal) {
      if (signal === 'SIGHUP') {
        // The terminal may be gone, and `process.exit` then fails an assertion in ResetStdio, stack trace and all
        // (seen on Node 20): the signal itself ends the process without it.
        process.removeAllListeners('SIGHUP');
        process.kill(process.pid, 'SIGHUP');
      } else process.exit(128 + NUMBERS[signal]);
    },
    stopProcess: () =>
      new Promise((resolve) => {
        // The whole group, so that `npm start` and a pipe stop too. In a group without a shell the kernel ignores
        // SIGTSTP (SIGSTOP would hang the program for ever); a timer fires only while the process runs.
        process.kill(0, 'SIGTSTP');
        setTimeout(resolve, 50);
      }),
  };
}
