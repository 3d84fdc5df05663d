import type { Session } from '../session/index.js';
import { ValueError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';

/** What a prompt is made from. */
export interface PromptFacts {
  readonly session: Session;
  /** How long the last statement or command took; null before the first. */
  readonly lastMs: number | null;
}

/** Something that a template can show. */
export interface PromptField {
  readonly name: string;
  /** As a sentence without a subject. */
  readonly help: string;
  /** Where there is no room, words with the lowest number go first; from 6 on they stay. */
  readonly keep: number;
  /** Empty: it has no value now. */
  value(facts: PromptFacts): string;
}

export const DEFAULT_PROMPT = '{profile} {engine} {place} {warehouse} {environment} {readonly} {transaction}';

export const PROMPT_FIELDS: readonly PromptField[] = [
  {
    name: 'profile',
    help: 'The label of the profile, else its name; the name of a file.',
    keep: 9,
    value: ({ session: { settings, name } }) => textIn(settings['label']) ?? name,
  },
  {
    name: 'engine',
    help: 'The engine, where the profile is not called the same.',
    keep: 1,
    value: ({ session: { engine, name } }) => (engine === name ? '' : engine),
  },
  { name: 'account', help: 'The account, workspace or database file.', keep: 1, value: context('account') },
  { name: 'user', help: 'Who is logged in.', keep: 2, value: context('user') },
  {
    name: 'role',
    help: 'The role, with +all where all secondary roles count too.',
    keep: 3,
    value: ({ session }) => roleOf(session),
  },
  { name: 'warehouse', help: 'The warehouse.', keep: 3, value: context('warehouse') },
  { name: 'state', help: 'The state of the warehouse, as the engine told it last.', keep: 2, value: stateOf },
  { name: 'catalog', help: 'The catalog or database.', keep: 4, value: context('catalog') },
  { name: 'schema', help: 'The schema.', keep: 4, value: context('schema') },
  {
    name: 'place',
    help: 'Catalog and schema with a dot between them.',
    keep: 4,
    value: ({ session: { context } }) => [context.catalog, context.schema].filter(Boolean).join('.'),
  },
  {
    name: 'environment',
    help: 'The environment: production, staging, development.',
    keep: 8,
    value: ({ session }) => session.settings.environment ?? '',
  },
  {
    name: 'readonly',
    help: 'read-only, where nothing may be changed.',
    keep: 7,
    value: ({ session }) => (session.settings.read_only === true ? 'read-only' : ''),
  },
  {
    name: 'transaction',
    help: 'in transaction, while one is open.',
    keep: 6,
    value: ({ session }) => (session.context.inTransaction === true ? 'in transaction' : ''),
  },
  { name: 'zone', help: 'The time zone of the session.', keep: 1, value: context('timeZone') },
  {
    name: 'duration',
    help: 'How long the last statement took.',
    keep: 1,
    value: ({ lastMs }) => (lastMs === null ? '' : durationText(lastMs)),
  },
];

type Piece = { readonly text: string } | { readonly field: PromptField };

/** Pieces without a blank between them: shown together or, when none of its fields has a value, not at all. */
type Word = readonly Piece[];

/** A word with its values. */
export interface FilledWord {
  readonly pieces: readonly { readonly text: string; readonly field?: string }[];
  readonly keep: number;
}

/** @throws ValueError for a field that there is not, naming the nearest, and for a brace that stays open */
export function parseTemplate(template: string): readonly Word[] {
  return template
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const pieces: Piece[] = [];
      for (const [part] of word.matchAll(/\{[^{}]*\}?|[^{]+/g)) {
        pieces.push(part.startsWith('{') ? { field: fieldOf(part, template) } : { text: part });
      }
      return pieces;
    });
}

function fieldOf(part: string, template: string): PromptField {
  if (!part.endsWith('}')) {
    throw new ValueError(`In "${template}" a { is not closed.`, { hint: 'A field is written {profile}.' });
  }
  const name = part.slice(1, -1).trim().toLowerCase();
  const found = PROMPT_FIELDS.find((field) => field.name === name);
  if (found) return found;
  const names = PROMPT_FIELDS.map((field) => field.name);
  const guess = nearest(name, names);
  throw new ValueError(`A prompt has no field {${name}}.${guess ? ` Did you mean {${guess}}?` : ''}`, {
    hint: `Fields are ${names.join(', ')}.`,
  });
}

/** Literal text alone is always shown. */
export function fillTemplate(words: readonly Word[], facts: PromptFacts): readonly FilledWord[] {
  return words.flatMap((word) => {
    const pieces = word.map((piece) =>
      'field' in piece ? { text: piece.field.value(facts), field: piece.field.name } : piece,
    );
    const fields = word.flatMap((piece) => ('field' in piece ? [piece.field] : []));
    const isEmpty = fields.length > 0 && pieces.every((piece) => !('field' in piece) || piece.text === '');
    return isEmpty ? [] : [{ pieces, keep: Math.max(...fields.map(({ keep }) => keep), fields.length === 0 ? 5 : 0) }];
  });
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

type TextFact = 'account' | 'user' | 'warehouse' | 'catalog' | 'schema' | 'timeZone';

function context(key: TextFact): PromptField['value'] {
  return ({ session }) => session.context[key] ?? '';
}

function stateOf({ session }: PromptFacts): string {
  return session.context.warehouseState ?? '';
}

function roleOf({ context: { role, secondaryRoles } }: Session): string {
  if (!role || !secondaryRoles) return role ?? '';
  return `${role}+${secondaryRoles.toLowerCase() === 'all' ? 'all' : secondaryRoles}`;
}

/** `12ms`, `3.4s`, `2:05min`: as short as a prompt wants it. */
function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}min`;
}
