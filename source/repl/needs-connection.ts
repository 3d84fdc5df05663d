import type { EngineName } from '../backends/base.js';
import { asDetached, META_COMMANDS, parseMeta, readScript } from '../meta/index.js';

/** True where something of what was entered can't run before there is a connection. */
export function needsConnection(text: string, whole: boolean, engine: EngineName): boolean {
  if (whole) return true;
  if (/^(?:help|quit|exit)\s*;?$/i.test(text.trim())) return false;
  const items = readScript(asDetached(text, engine) ?? text, engine, META_COMMANDS);
  return items.some((item) => item.kind === 'sql' || commandNeedsConnection(item.text));
}

/** One that can't be read fails before it would need any. */
export function commandNeedsConnection(text: string): boolean {
  try {
    return parseMeta(text, META_COMMANDS).command.offline !== true;
  } catch {
    return false;
  }
}
