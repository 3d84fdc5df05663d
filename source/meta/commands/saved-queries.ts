import type { Parameters, ParameterValue } from '../../backends/base.js';
import { placeholders } from '../../sql/index.js';
import { ConfigError, ValueError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import type { MetaCall, MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { QueryStore, type SavedQuery } from '../query-store.js';
import { showList } from '../rows.js';
import { statementOf } from './send.js';

/** @throws ConfigError naming the nearest query */
function found(store: QueryStore, command: string, name: string | undefined): SavedQuery {
  if (name === undefined) throw new ValueError(`${command} needs the name of a query.`, { hint: 'List them with \\n' });
  const query = store.get(name);
  if (query) return query;
  const guess = nearest(
    name,
    store.list().map((saved) => saved.name),
  );
  throw new ConfigError(`There is no saved query "${name}".${guess ? ` Did you mean ${guess}?` : ''}`, {
    hint: `List them with \\n, save one with \\ns ${name}`,
  });
}

export const runSaved: MetaCommand = {
  names: ['\\n'],
  usage: '[NAME [PARAMETER=VALUE …]]',
  group: 'Query',
  help: 'Run a saved query with values for its parameters; without a name list them.',
  arguments: ['saved-query', 'query-parameter'],
  examples: ['\\n', '\\n top_customers since=2026-01-01', '\\n top_customers n:INT=10'],
  async run(host, { name: command, rest, args: [name] }) {
    const store = new QueryStore(host.session.name);
    if (name === undefined) {
      const rows = store.list().map((query) => [query.name, query.scope, firstLine(query.sql)]);
      showList(host, ['name', 'for', 'statement'], rows, 'No queries are saved yet: \\ns NAME saves the last one.');
      return;
    }
    const { sql } = found(store, command, name);
    const parameters = await valuesFor(host, sql, name, givenIn(rest.slice(name.length)));
    await host.runSql(sql, { ...(parameters && { parameters }) });
  },
};

export const saveQuery: MetaCommand = {
  names: ['\\ns'],
  offline: true,
  usage: '[--all] NAME [SQL]',
  group: 'Query',
  raw: true,
  sends: true,
  help: 'Save a query (or the last statement) as a .sql file for this profile, or for all.',
  arguments: ['text', 'sql'],
  examples: ['\\ns top_customers', '\\ns --all today select current_date'],
  run(host, call) {
    const { isForAll, name, sql } = partsOf(call);
    const text = sql === '' ? statementOf(host, call).sql : sql;
    const path = new QueryStore(host.session.name).save(name, text, isForAll);
    host.say(`Saved as ${path}\nRun it with \\n ${name}`);
  },
};

export const deleteQuery: MetaCommand = {
  names: ['\\nd'],
  offline: true,
  usage: 'NAME',
  group: 'Query',
  help: 'Delete a saved query.',
  arguments: ['saved-query'],
  run(host, { name: command, args: [name] }) {
    const store = new QueryStore(host.session.name);
    const { path } = found(store, command, name);
    store.delete(path);
    host.say(`Deleted ${path}.`);
  },
};

export const printQuery: MetaCommand = {
  names: ['\\np'],
  offline: true,
  usage: 'NAME',
  group: 'Query',
  help: 'Show a saved query.',
  arguments: ['saved-query'],
  run(host, { name: command, args: [name] }) {
    const { sql, path } = found(new QueryStore(host.session.name), command, name);
    host.answer(`-- ${path}\n${sql};`);
  },
};

function partsOf({ name: command, rest }: MetaCall): { isForAll: boolean; name: string; sql: string } {
  const match = /^(--all\s+)?(\S+)\s*([^]*)$/.exec(rest);
  if (!match || match[2] === '--all') {
    throw new ValueError(`${command} needs a name for the query.`, { hint: `Example: ${command} top_customers` });
  }
  return { isForAll: match[1] !== undefined, name: match[2]!, sql: match[3]!.replace(/;\s*$/, '') };
}

/** `since=2026-01-01 n:INT=10 city='New York'`. @throws ValueError */
function givenIn(text: string): Record<string, ParameterValue> {
  const given: Record<string, ParameterValue> = {};
  let rest = text.trim();
  while (rest !== '') {
    const match = /^([A-Za-z_]\w*)(?::([^\s=]+))?=(?:'((?:[^']|'')*)'|"([^"]*)"|(\S*))\s*/.exec(rest);
    if (!match) {
      throw new ValueError(`A parameter can’t be read: ${rest}`, {
        hint: "Write name=value, n:INT=10, city='New York'.",
      });
    }
    const [whole, name, type, single, double, bare] = match;
    const value = single?.replaceAll("''", "'") ?? double ?? bare ?? '';
    given[name!] = { value, ...(type !== undefined && { type }) };
    rest = rest.slice(whole.length);
  }
  return given;
}

async function valuesFor(
  host: Host,
  sql: string,
  query: string,
  given: Readonly<Record<string, ParameterValue>>,
): Promise<Parameters | null> {
  const names = placeholders(sql, host.session.engine);
  const surplus = Object.keys(given).find((name) => !names.includes(name));
  if (surplus !== undefined) {
    throw new ValueError(`The query "${query}" has no parameter "${surplus}".`, {
      hint: names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none.',
    });
  }
  const values: Record<string, ParameterValue> = {};
  for (const name of names) values[name] = given[name] ?? host.parameters?.[name] ?? (await asked(host, query, name));
  return names.length > 0 ? values : null;
}

async function asked(host: Host, query: string, name: string): Promise<ParameterValue> {
  if (!host.interactive) {
    throw new ConfigError(`The query "${query}" needs a value for "${name}".`, {
      hint: `Write \\n ${query} ${name}=VALUE, or pass --param ${name}=VALUE.`,
    });
  }
  return { value: await host.ask({ kind: 'text', field: name, message: `The value of ${name}:` }) };
}

function firstLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}
