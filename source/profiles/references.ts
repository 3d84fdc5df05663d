import { isAbsolute } from 'node:path';
import { ValueError } from '../support/errors.js';
import { parseInFile, type InFile } from './imports/in-file.js';

/** Where a secret is. Profiles hold these, never secrets. */
export type SecretReference =
  | { readonly kind: 'keyring'; readonly account: string }
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'cmd'; readonly command: readonly [string, ...string[]] }
  | { readonly kind: 'op'; readonly address: string }
  | { readonly kind: 'prompt' }
  /** Left in the file of another tool, and read from there. */
  | ({ readonly kind: 'from' } & InFile)
  /** The secret itself, in the file: only where the person chose it. */
  | { readonly kind: 'plain'; readonly value: string };

/** For help texts: how a reference is written. */
export const REFERENCE_FORMS =
  'keyring:NAME, env:NAME, file:/path, cmd:["program","argument"], op://vault/item/field or prompt';

/**
 * Reads a reference.
 * @throws ValueError that never quotes the text: it may be a secret put in the wrong place.
 */
export function parseReference(text: string): SecretReference {
  if (text === 'prompt') return { kind: 'prompt' };
  if (text.startsWith('op://')) return { kind: 'op', address: text };
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  switch (colon > 0 ? text.slice(0, colon) : '') {
    case 'keyring':
      if (rest === '') throw fault('keyring: needs the name of an entry.');
      return { kind: 'keyring', account: rest };
    case 'env':
      if (!/^[A-Za-z_]\w*$/.test(rest)) throw fault('env: needs the name of an environment variable.');
      return { kind: 'env', variable: rest };
    case 'file':
      if (!isAbsolute(rest) && !/^~[/\\]/.test(rest)) throw fault('file: needs an absolute path, or one from "~/".');
      return { kind: 'file', path: rest };
    case 'cmd':
      return { kind: 'cmd', command: parseCommand(rest) };
    case 'from':
      return { kind: 'from', ...parseInFile(rest) };
    case 'plain':
      return { kind: 'plain', value: rest };
    default:
      throw fault('This is no reference to a secret.');
  }
}

/** True when the text is written as a reference (it may still be a faulty one). */
export function isReference(text: string): boolean {
  return text === 'prompt' || /^(keyring|env|file|cmd|from|plain):|^op:\/\//.test(text);
}

/** For `profiles show`: the reference as it may be seen by anyone. */
export function describeReference(text: string): string {
  if (!isReference(text)) return '****';
  if (text.startsWith('plain:')) return 'plain:****';
  return text;
}

function parseCommand(text: string): readonly [string, ...string[]] {
  let command: unknown;
  try {
    command = JSON.parse(text);
  } catch {
    throw fault('cmd: needs a JSON list, such as cmd:["pass","show","snowflake"].');
  }
  if (
    Array.isArray(command) &&
    command.length > 0 &&
    command.every((part): part is string => typeof part === 'string')
  ) {
    return command as [string, ...string[]];
  }
  throw fault('cmd: needs a JSON list of texts, such as cmd:["pass","show","snowflake"].');
}

function fault(message: string): ValueError {
  return new ValueError(message, { hint: `A secret is given as ${REFERENCE_FORMS}.` });
}
