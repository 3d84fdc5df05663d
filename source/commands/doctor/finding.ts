/** One thing that was looked at. */
export interface Finding {
  /** `Node`, `Keyring`: what it is about. */
  readonly topic: string;
  readonly level: 'ok' | 'warning' | 'problem';
  /** A full sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly next?: string;
}

export const fine = (topic: string, message: string): Finding => ({ topic, level: 'ok', message });

export const warning = (topic: string, message: string, next: string): Finding => ({
  topic,
  level: 'warning',
  message,
  next,
});

export const problem = (topic: string, message: string, next: string): Finding => ({
  topic,
  level: 'problem',
  message,
  next,
});
