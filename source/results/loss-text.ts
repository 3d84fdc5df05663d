/** Of what a reader or a terminal was to get, and Ctrl-C left off. */
export const STOPPED_TEXT = 'Stopped: the rest of the result was not written.';

export interface Loss {
  /** Of the file, for people. */
  readonly label: string;
  /** What `Sink.fail` told. */
  readonly outcome: 'cut' | 'gone' | 'ended';
  /** Whole results that the file keeps. */
  readonly kept: number;
  /** True where nothing more will be written to it. */
  readonly isLast: boolean;
}

/** What became of a file one of whose results was not whole; null where it is a stream, which keeps what it got. */
export function lossText({ label, outcome, kept, isLast }: Loss): string | null {
  if (outcome === 'ended') return null;
  if (outcome === 'gone' || (kept === 0 && isLast))
    return `${label} was not written: it would hold half of this result.`;
  if (kept === 0) return `This result is not in ${label}: it would be half of it.`;
  return `This result is not in ${label}, which keeps the ${kept === 1 ? 'one' : kept} before it.`;
}
