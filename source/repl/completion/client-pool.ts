import type { LocalResult, MetaCommand, PsetOption } from '../../meta/index.js';
import type { Known } from '../../session/catalog/index.js';
import type { Pool } from './candidate.js';
import type { CompletionContext, Want } from './want.js';
import { jsonKeys, spelledKey, type SeenJson } from './json-path.js';

/** What the client itself knows. */
export interface ClientSources {
  readonly commands: readonly MetaCommand[];
  profiles(): readonly Known[];
  /** What \set has set, and what it knows by itself. */
  variables(): readonly Known[];
  /** What \pset takes. */
  readonly displayOptions: readonly Pick<PsetOption, 'name' | 'help' | 'values'>[];
  /** What is in a folder, `type` being `folder` or `file`; nothing where it can't be read. */
  files(folder: string): readonly Known[];
  savedQueries(): readonly Known[];
  /** The results that are kept, as \local names them. */
  results(): readonly LocalResult[];
  /** Values of the columns of that name in the results that are kept, as texts of JSON. */
  json(column: string): readonly SeenJson[];
  /** The names of the parameters of a saved query; none where there is none of that name. */
  queryParameters(name: string): readonly string[];
}

/** Profiles, commands, files and switches. */
export function clientPool(want: Want, context: CompletionContext, client: ClientSources): Pool {
  switch (want) {
    case 'profiles':
      return pool(want, client.profiles(), asArgument);
    case 'commands':
      return pool(want, commandEntries(client.commands, context), ({ name }) => `${name} `);
    case 'files':
      return filePool(context, client);
    case 'folders': {
      const files = filePool(context, client);
      return { ...files, entries: files.entries.filter(({ type }) => type === 'folder') };
    }
    case 'choices':
      return pool(want, values(context.choices ?? []));
    case 'variables':
      return pool(want, client.variables());
    case 'variable-values':
      return pool(want, values(VARIABLE_VALUES[context.before ?? ''] ?? []));
    case 'saved-queries':
      return pool(want, client.savedQueries());
    case 'json-keys': {
      const { json, place, dialect, quote } = context;
      const seen = json?.column === undefined ? [] : client.json(json.column.text);
      const keys = json === undefined ? [] : jsonKeys(json, seen, place?.query);
      return pool(want, keys, ({ name }) => spelledKey(name, dialect, quote));
    }
    case 'query-parameters': {
      const given = context.arguments ?? [];
      const missing = client
        .queryParameters(given[0] ?? '')
        .filter((name) => !given.some((text) => /^\w+/.exec(text)?.[0] === name));
      return pool(
        want,
        missing.map((name) => ({ name, type: 'parameter' })),
        ({ name }) => `${name}=`,
      );
    }
    case 'display-options':
      return pool(
        want,
        client.displayOptions.map(({ name, help }) => ({ name, type: 'option', detail: help })),
      );
    case 'display-values': {
      const option = client.displayOptions.find(({ name }) => name === context.before?.toLowerCase());
      return pool(want, values(option?.values ?? []));
    }
    default:
      return pool(want, []);
  }
}

/** What \set takes for the variables that mean something to smallex. */
const VARIABLE_VALUES: Readonly<Record<string, readonly string[]>> = {
  variables: ['on', 'off'],
  editing: ['emacs', 'vi'],
  wayback: ['on', 'off'],
};

function values(names: readonly string[]): readonly Known[] {
  return names.map((name) => ({ name, type: 'value' }));
}

/** In quotes where a blank would end it. */
function asArgument({ name }: Known): string {
  return /[\s'"]/.test(name) ? `'${name.replaceAll("'", "''")}'` : name;
}

function pool(kind: Want, entries: readonly Known[], insert = ({ name }: Known) => name): Pool {
  return { kind, entries, insert };
}

/** Each command under its first name; under the others when their sign was typed: `.t` finds .tables. */
function commandEntries(commands: readonly MetaCommand[], { prefix, ends }: CompletionContext): readonly Known[] {
  // Behind \\? a command may stand without its sign.
  const sign = /^[\\.!]/.exec(prefix)?.[0] ?? '\\';
  return commands
    .filter(({ sends }) => ends !== true || sends === true)
    .flatMap(({ names, usage, help }) =>
      names
        .filter((name, index) => name.startsWith(sign) && (index === 0 || sign !== '\\'))
        .map((name) => ({ name, type: usage, detail: help })),
    );
}

/** Entries keep the folder that was typed before them, so that what is inserted stands in its place. */
function filePool(context: CompletionContext, client: ClientSources): Pool {
  const { prefix } = context;
  const folder = prefix.slice(0, Math.max(prefix.lastIndexOf('/'), prefix.lastIndexOf('\\')) + 1);
  const hidden = prefix.slice(folder.length).startsWith('.');
  const entries = client.files(folder).filter(({ name }) => hidden || !name.startsWith('.'));
  const found = inFolder('files', folder, entries);
  if (context.arguments === undefined) return found;
  // A folder's quote stays open for what is in it.
  return {
    ...found,
    insert: (known) =>
      known.type === 'folder' ? asArgument({ ...known, name: `${known.name}/` }).replace(/'$/, '') : asArgument(known),
  };
}

/** What stands behind `@`: a stage, whose files are proposed next; one's own; a table's. */
export function stagePool(entries: readonly Known[], spell: (name: string) => string): Pool {
  const own: Known = { name: '~', type: 'stage', detail: 'Your own stage.' };
  return {
    kind: 'stages',
    entries: [...entries, own],
    insert: ({ name }) => `${name === own.name ? name : spell(name)}/`,
  };
}

/** Entries with the folder that was typed before them. */
export function inFolder(kind: Want, folder: string, entries: readonly Known[]): Pool {
  return {
    kind,
    entries: entries.map((entry) => ({ ...entry, name: folder + entry.name })),
    insert: ({ name, type }) => (type === 'folder' ? `${name}/` : name),
  };
}
