import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { expandTilde } from '../../support/paths.js';
import { isSecretKey } from '../../support/redact.js';
import type { FoundConnection, ImportWorld, Reading, SkippedConnection } from './found.js';
import { renderJinja } from './jinja.js';
import { readForeignFile } from './read-file.js';
import { settle, sortSettled } from './settle.js';
import { snowflakeOptions, type ForeignValue } from './snowflake-options.js';

type Settled = { readonly found: FoundConnection } | { readonly skipped: SkippedConnection };
type Table = Readonly<Record<string, unknown>>;
interface Output {
  readonly id: string;
  readonly file: string;
  readonly values: ReadonlyMap<string, ForeignValue>;
  readonly notes: readonly string[];
}

/** profiles.yml where dbt looks for it: `$DBT_PROFILES_DIR`, the current folder, `~/.dbt`; the first one counts. */
function dbtProfilesFile({ env, home, cwd }: ImportWorld): string {
  const chosen = env['DBT_PROFILES_DIR'];
  if (chosen) return resolve(cwd, expandTilde(chosen, home), 'profiles.yml');
  const here = join(cwd, 'profiles.yml');
  return existsSync(here) ? here : join(home, '.dbt', 'profiles.yml');
}

/** The outputs of every profile, each as `PROFILE.TARGET`. */
export function readDbt(world: ImportWorld): Reading {
  const { path, text, warning } = readForeignFile(dbtProfilesFile(world), world.platform);
  const warnings = warning === null ? [] : [warning];
  const empty: Reading = { connections: [], skipped: [], files: [], warnings, usual: null };
  if (text === null) return empty;
  const document = parseDocument(text, { prettyErrors: false });
  const fault = document.errors[0];
  if (fault) {
    const line = text.slice(0, fault.pos[0]).split('\n').length;
    return { ...empty, files: [path], warnings: [...warnings, `${path} is no valid YAML at line ${line}.`] };
  }
  const profiles = asTable(document.toJS({ maxAliasCount: 100 }));
  const settled = Object.entries(profiles).flatMap(([profile, content]) => {
    const outputs = asTable(asTable(content)['outputs']);
    return Object.entries(outputs).map(([target, output]) =>
      outputOf(`${profile}.${target}`, path, asTable(output), world),
    );
  });
  return { ...sortSettled(settled), files: [path], warnings, usual: usualOf(profiles, world.env) };
}

/** Where there is one profile alone: its target. */
function usualOf(profiles: Table, env: NodeJS.ProcessEnv): string | null {
  const named = Object.entries(profiles).filter(([, content]) => 'outputs' in asTable(content));
  const [profile, content] = named[0] ?? [];
  if (profile === undefined || named.length > 1) return null;
  const target = asTable(content)['target'];
  const rendered = renderJinja(typeof target === 'string' ? target : 'default', env);
  return 'value' in rendered ? `${profile}.${rendered.value}` : null;
}

function outputOf(id: string, file: string, output: Table, world: ImportWorld): Settled {
  const skip = (reason: string): Settled => ({ skipped: { source: 'dbt', id, file, reason } });
  const rendered = renderAll(output, world.env);
  if (typeof rendered === 'string') return skip(rendered);
  const type = output['type'];
  const read = { id, file, ...rendered };
  if (type === 'snowflake') return snowflake(read);
  if (type === 'databricks') return databricks(read);
  if (type === 'duckdb') return duckdb(read, world);
  return skip(`smallex has no engine "${String(type)}".`);
}

/** Every plain value of an output; a secret that is one variable becomes a reference to it. Text: why it can't be. */
function renderAll(output: Table, env: NodeJS.ProcessEnv): Pick<Output, 'values' | 'notes'> | string {
  const values = new Map<string, ForeignValue>();
  const notes: string[] = [];
  for (const [key, value] of Object.entries(output)) {
    if (typeof value === 'number' || typeof value === 'boolean') values.set(key, value);
    else if (typeof value === 'string') {
      const rendered = renderJinja(value, env);
      const secret = isSecretKey(key);
      if (secret && rendered.variable !== null) {
        values.set(key, { kind: 'reference', reference: `env:${rendered.variable}` });
        if ('fault' in rendered) notes.push(`${key}: ${rendered.fault} It must be when the connection is opened.`);
      } else if ('fault' in rendered) return `${key}: ${rendered.fault}`;
      else values.set(key, rendered.value);
    } else if (value !== null) notes.push(`smallex has no option for ${key}.`);
  }
  return { values, notes };
}

function snowflake({ id, file, values, notes }: Output): Settled {
  const options = snowflakeOptions(values);
  if (typeof options === 'string') return { skipped: { source: 'dbt', id, file, reason: options } };
  // dbt: with a client, `token` is a refresh token, which no login of smallex takes.
  if (options.mode === 'oauth_token' && options.values['oauth_client_id'] !== undefined) {
    return { skipped: { source: 'dbt', id, file, reason: 'Its token is a refresh token, which only dbt can use.' } };
  }
  return settle({
    source: 'dbt',
    id,
    file,
    engine: 'snowflake',
    ...options,
    notes: [...notes, ...options.notes],
  });
}

function databricks({ id, file, values, notes }: Output): Settled {
  const rest = new Map(values);
  const take = (from: string): ForeignValue | undefined => {
    const value = rest.get(from);
    rest.delete(from);
    return value;
  };
  const named = (names: Readonly<Record<string, string>>): Record<string, ForeignValue> =>
    Object.fromEntries(
      Object.entries(names).flatMap(([to, from]) => {
        const value = take(from);
        return value === undefined ? [] : [[to, value] as const];
      }),
    );
  const place = named({ server_hostname: 'host', http_path: 'http_path', catalog: 'catalog', schema: 'schema' });
  const oauth = take('auth_type') === 'oauth';
  const [mode, login] =
    rest.has('token') && !oauth
      ? (['token', named({ access_token: 'token' })] as const)
      : rest.has('azure_client_secret')
        ? ([
            'azure_service_principal',
            named({
              client_id: 'azure_client_id',
              client_secret: 'azure_client_secret',
              azure_tenant_id: 'azure_tenant_id',
            }),
          ] as const)
        : rest.has('client_secret')
          ? (['oauth_m2m', named({ client_id: 'client_id', client_secret: 'client_secret' })] as const)
          : (['oauth_browser', named({ client_id: 'client_id' })] as const);
  for (const key of ['type', 'threads', 'connect_retries', 'connect_timeout']) rest.delete(key);
  const lost = [...rest.keys()].map((key) => `smallex has no option for ${key}.`);
  const engine = 'databricks';
  return settle({ source: 'dbt', id, file, engine, mode, values: { ...place, ...login }, notes: [...notes, ...lost] });
}

function duckdb({ id, file, values, notes }: Output, { home, cwd }: ImportWorld): Settled {
  const given = values.get('path') ?? ':memory:';
  const path = typeof given === 'object' ? '' : String(given);
  const lost = [...values.keys()]
    .filter((key) => !['type', 'path', 'schema', 'threads', 'database'].includes(key))
    .map((key) => `smallex has no option for ${key}.`);
  const base = { source: 'dbt', id, file, engine: 'duckdb', notes: [...notes, ...lost] } as const;
  if (path === ':memory:') return settle({ ...base, mode: 'memory', values: {} });
  if (/^(?:md|motherduck):/i.test(path)) {
    const [, name = '', query = ''] = /^\w+:([^?]*)\??(.*)$/.exec(path) ?? [];
    const inline = new URLSearchParams(query).get('motherduck_token');
    const token = inline === null ? {} : { motherduck_token: inline };
    return settle({ ...base, mode: 'motherduck', values: { path: name, ...token } });
  }
  // dbt takes a relative path from where it is run: the project, where profiles.yml often stands too.
  const folder = dirname(file) === join(home, '.dbt') ? cwd : dirname(file);
  const expanded = expandTilde(path, home);
  const absolute = isAbsolute(expanded) ? expanded : resolve(folder, expanded);
  const note = absolute === expanded ? [] : [`The path ${path} is taken as ${absolute}.`];
  const schema = values.get('schema');
  return settle({
    ...base,
    mode: 'file',
    // dbt's schema is where it writes, and may not be there yet.
    values: { path: absolute },
    notes: [...base.notes, ...note, ...(schema === undefined ? [] : ['dbt’s schema is where it writes; not taken.'])],
  });
}

function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}
