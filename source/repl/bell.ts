import type { Variables } from '../meta/index.js';
import type { ReplScreen } from './repl-types.js';

/** Rings for what took so long, in milliseconds, where \set bell SECONDS asks for it. */
export function ringAfter(ms: number, { variables, screen }: { variables: Variables; screen: ReplScreen }): void {
  const seconds = Number(variables.get('bell') ?? Infinity);
  if (ms >= seconds * 1000) screen.bell?.();
}
