import type { EngineName } from '../backends/base.js';
import { META_COMMANDS, parseMeta } from '../meta/index.js';
import { isBareWord, itemsOf } from './entered-items.js';

/** True where something of what was entered can't run before there is a connection. */
export function needsConnection(text: string, whole: boolean, engine: EngineName): boolean {
  if (whole) return true;
  if (isBareWord(text)) return false;
  return itemsOf(text, engine).some((item) => item.kind === 'sql' || commandNeedsConnection(item.text));
}

/** One that can't be read fails before it would need any. */
export function commandNeedsConnection(text: string): boolean {
  try {
    return parseMeta(text, META_COMMANDS).command.offline !== true;
  } catch {
    return false;
  }
}
