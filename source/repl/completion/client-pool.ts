import type { MetaCommand, PsetOption } from '../../meta/index.js';
import type { Known } from '../../session/catalog/index.js';
import type { Pool } from './candidates.js';
import type { CompletionContext, Want } from './context.js';

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
}

/** Profiles, commands, files and switches. */
export function clientPool(want: Want, context: CompletionContext, client: ClientSources): Pool {
  switch (want) {
    case 'profiles':
      return pool(want, client.profiles());
    case 'commands':
      return pool(want, commandEntries(client.commands, context.prefix), ({ name }) => `${name} `);
    case 'files':
      return filePool(context, client);
    case 'on-off':
      return pool(want, [
        { name: 'on', type: 'switch' },
        { name: 'off', type: 'switch' },
      ]);
    case 'variables':
      return pool(want, client.variables());
    case 'display-options':
      return pool(
        want,
        client.displayOptions.map(({ name, help }) => ({ name, type: 'option', detail: help })),
      );
    case 'display-values': {
      const option = client.displayOptions.find(({ name }) => name === context.before?.toLowerCase());
      return pool(
        want,
        (option?.values ?? []).map((name) => ({ name, type: 'value' })),
      );
    }
    default:
      return pool(want, []);
  }
}

function pool(kind: Want, entries: readonly Known[], insert = ({ name }: Known) => name): Pool {
  return { kind, entries, insert };
}

/** Each command under its first name; under the others when their sign was typed: `.t` finds .tables. */
function commandEntries(commands: readonly MetaCommand[], prefix: string): readonly Known[] {
  const sign = prefix.charAt(0) || '\\';
  return commands.flatMap(({ names, usage, help }) =>
    names
      .filter((name, index) => name.startsWith(sign) && (index === 0 || sign !== '\\'))
      .map((name) => ({ name, type: usage, detail: help })),
  );
}

/** Entries keep the folder that was typed before them, so that what is inserted stands in its place. */
function filePool({ prefix }: CompletionContext, client: ClientSources): Pool {
  const folder = prefix.slice(0, Math.max(prefix.lastIndexOf('/'), prefix.lastIndexOf('\\')) + 1);
  const hidden = prefix.slice(folder.length).startsWith('.');
  const entries = client.files(folder).filter(({ name }) => hidden || !name.startsWith('.'));
  return inFolder('files', folder, entries);
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
