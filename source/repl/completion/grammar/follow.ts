import type { Dialect } from '../../../sql/index.js';
import { isReserved } from '../keywords.js';
import type { Word } from '../words.js';
import type { Slot, State } from './pattern.js';
import { patternsOf } from './statements.js';

/** What may stand at the caret of a statement that has a pattern. */
export interface Expected {
  /** The likelier first. */
  readonly words: readonly string[];
  readonly slots: readonly Slot[];
}

/** One thing that a pattern takes: a name with its dots, brackets with what is in them, CASE … END. */
interface Piece {
  readonly kind: 'name' | 'group' | 'string' | 'number' | 'other';
  /** In upper case where it is one word. */
  readonly upper: string;
  readonly isKeyword: boolean;
  /** Brackets around a query. */
  readonly isQuery?: boolean;
}

const OPENS_QUERY = /^(?:SELECT|WITH|FROM|VALUES|TABLE)$/;

/**
 * What the grammar wants behind these words.
 * @param words those before the caret
 * @returns undefined where no pattern tells: a query, an unknown statement, brackets that are still open
 */
export function expectedAfter(words: readonly Word[], dialect: Dialect): Expected | undefined {
  let states = patternsOf(dialect, words[0]?.upper ?? '');
  if (states.length === 0) return undefined;
  const { pieces, opened } = piecesOf(words);
  for (const piece of pieces) {
    const next = steps(states, piece);
    if (next === undefined || next.includes(IN_QUERY)) return undefined;
    states = next;
  }
  const slots = states.flatMap(({ slot }) => (slot === undefined ? [] : [slot]));
  const isBracket = (slot: Slot): boolean => slot === 'columns' || slot === 'definitions';
  if (opened) {
    const inside = slots.filter(isBracket);
    return inside.length > 0 ? { words: [], slots: inside } : undefined;
  }
  return { words: wordsOf(states), slots: [...new Set(slots.filter((slot) => !isBracket(slot)))] };
}

/** The phrases that may follow, those that only refine a statement last. */
function wordsOf(states: readonly State[]): readonly string[] {
  const all = states.flatMap(({ word, phrase }) => (word !== undefined && /^\w/.test(word) ? [phrase] : []));
  const known = new Set(all);
  const isLonger = (phrase: string): boolean => {
    const words = phrase.split(' ');
    return words.some((_, index) => index > 0 && known.has(words.slice(0, index).join(' ')));
  };
  const phrases = [...known].filter((phrase) => !isLonger(phrase));
  return phrases.toSorted((a, b) => Number(REFINES.test(a)) - Number(REFINES.test(b)));
}

const REFINES = /^(?:OR REPLACE|TERSE|IF |WITH$)/;

/** A word of the grammar is one before it is a name. Undefined: it fits nowhere; none: the statement is whole. */
function steps(states: readonly State[], piece: Piece): readonly State[] | undefined {
  const exact = states.filter(({ word }) => word !== undefined && word === piece.upper);
  const taking = exact.length > 0 ? exact : states.filter(({ slot }) => slot !== undefined && takes(slot, piece));
  return taking.length === 0 ? undefined : [...new Set(taking.flatMap(after))];
}

function after(state: State): readonly State[] {
  if (state.slot === 'query') return [IN_QUERY];
  const isLong = state.slot === 'expression' || state.slot === 'rest';
  return isLong ? [state, ...state.next()] : state.next();
}

/** What follows is read as every other query is. */
const IN_QUERY: State = { word: undefined, phrase: '', slot: 'query', next: () => [] };

function takes(slot: Slot, { kind, upper, isKeyword, isQuery = false }: Piece): boolean {
  switch (slot) {
    case 'string':
    case 'number':
      return kind === slot;
    case 'columns':
    case 'definitions':
    case 'group':
      return kind === 'group';
    case 'query':
      return OPENS_QUERY.test(upper) || (kind === 'group' && isQuery);
    case 'value':
    case 'stage-path':
    case 'expression':
    case 'rest':
      return true;
    case 'alias':
      return kind === 'name' && !isKeyword;
    case 'type':
      return kind === 'name';
    default:
      return kind === 'name' && !(isKeyword && isReserved(upper));
  }
}

function piecesOf(words: readonly Word[]): { readonly pieces: readonly Piece[]; readonly opened: boolean } {
  const pieces: Piece[] = [];
  for (let at = 0; at < words.length;) {
    const { kind, text, upper } = words[at]!;
    const isName = kind === 'identifier' || kind === 'keyword' || kind === 'quotedIdentifier';
    if (text === '(' || upper === 'CASE') {
      const end = closing(words, at);
      if (end < 0) {
        const onlyOne = text === '(' && words.slice(at + 1).every((word) => word.text !== '(');
        return onlyOne ? { pieces, opened: true } : { pieces: [UNKNOWN], opened: true };
      }
      const isQuery = /^(?:SELECT|WITH|FROM|VALUES|\()$/.test(words[at + 1]?.upper ?? '');
      pieces.push({ kind: 'group', upper: '', isKeyword: false, isQuery });
      at = end + 1;
    } else if (isName && words[at + 1]?.text === '.') {
      while (words[at + 1]?.text === '.') at += 2;
      at++;
      pieces.push({ kind: 'name', upper: '', isKeyword: false });
    } else {
      const own = kind === 'string' || kind === 'number' ? kind : isName ? 'name' : 'other';
      pieces.push({ kind: own, upper: kind === 'quotedIdentifier' ? '' : upper, isKeyword: kind === 'keyword' });
      at++;
    }
  }
  return { pieces, opened: false };
}

const UNKNOWN: Piece = { kind: 'other', upper: '\0', isKeyword: false };

/** Where what opens here closes; -1: nowhere. */
function closing(words: readonly Word[], from: number): number {
  const isBracket = words[from]!.text === '(';
  let depth = 0;
  for (let at = from; at < words.length; at++) {
    const { text, upper } = words[at]!;
    if (isBracket ? text === '(' : upper === 'CASE') depth++;
    else if ((isBracket ? text === ')' : upper === 'END') && --depth === 0) return at;
  }
  return -1;
}
