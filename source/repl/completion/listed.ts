import { namePart, type Around, type NamePart, type Word } from './words.js';
import type { Want } from './want.js';

/** The index of the word before the bracket that is open at an index. */
export function openedBy(words: readonly Word[], at: number): number | undefined {
  let depth = 0;
  for (let index = at - 1; index > 0; index--) {
    const { text } = words[index]!;
    if (text === ')') depth++;
    else if (text === '(' && --depth < 0) return index - 1;
  }
  return undefined;
}

/** The word before the brackets of `* EXCLUDE (…)` that are open at an index, in upper case. */
export function starListOf(words: readonly Word[], opened: number | undefined): string | undefined {
  return opened !== undefined && words[opened - 1]?.text === '*' ? words[opened]!.upper : undefined;
}

/** The columns that a list of names in brackets has already, around the caret: none of them goes there twice. */
export function namedAlready({ words, at }: Around, wants: readonly Want[]): readonly NamePart[] {
  const opened = openedBy(words, at);
  if (opened === undefined) return [];
  const isList = wants.includes('target-columns') || wants.includes('shared-columns');
  const star = starListOf(words, opened);
  if (!isList && (star === undefined || star === 'REPLACE')) return [];
  return namesOf(words, opened + 1, at);
}

/** The first name behind the bracket and behind each comma of the list, up to where it ends or is left open. */
function namesOf(words: readonly Word[], bracket: number, at: number): readonly NamePart[] {
  const names: NamePart[] = [];
  let depth = 0;
  for (let index = bracket; index < words.length; index++) {
    const { text, kind, upper } = words[index]!;
    const isFirst = depth === 1 && /^[(,]$/.test(words[index - 1]!.text);
    if (text === '(') depth++;
    else if (text === ')') depth--;
    else if (isFirst && (kind === 'identifier' || kind === 'quotedIdentifier' || kind === 'keyword')) {
      names.push(namePart(words[index]!));
    } else if (index > at && depth === 1 && kind === 'keyword' && upper !== 'AS') break;
    if (depth === 0) break;
  }
  return names;
}
