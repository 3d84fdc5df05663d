import type { EngineName } from '../backends/base.js';
import { asDetached, isMetaLine, META_COMMANDS, readScript, type ScriptItem } from '../meta/index.js';

/** `help`, `quit` and `exit`, which people type everywhere, alone or with a `;`. */
export function isBareWord(text: string): boolean {
  return /^(?:help|quit|exit)\s*;?$/i.test(text.trim());
}

/** What runs without a `;`: a \command, and the bare words. */
export function isOneLiner(text: string): boolean {
  return isMetaLine(text) || isBareWord(text);
}

/** The statements and commands of what was entered, in order. */
export function itemsOf(text: string, engine: EngineName): readonly ScriptItem[] {
  return readScript(asDetached(text, engine) ?? text, engine, META_COMMANDS);
}
