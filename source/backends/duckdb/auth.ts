import type { AuthMode, ContextField, Field } from '../base.js';

const READ_ONLY: Field = {
  key: 'read_only',
  label: 'Open read-only',
  help: 'Other programs can read the file at the same time; nothing can be changed.',
  choices: [
    { value: 'false', label: 'No', help: 'Read and write; one program at a time.' },
    { value: 'true', label: 'Yes', help: 'Read only; the file must exist.' },
  ],
  default: 'false',
};

/** The ways to open DuckDB; none of them needs an account but MotherDuck. */
export const AUTH_MODES: readonly AuthMode[] = [
  {
    mode: 'memory',
    label: 'In memory',
    help: 'Nothing to set up; what you create is gone when you leave. Reads CSV, Parquet and JSON files.',
    fields: [],
  },
  {
    mode: 'file',
    label: 'A database file',
    help: 'Keeps tables in one file, made when it is not there.',
    fields: [
      {
        key: 'path',
        label: 'Database file',
        help: 'For example ~/data/shop.duckdb',
        required: true,
      },
      READ_ONLY,
    ],
  },
  {
    mode: 'motherduck',
    label: 'MotherDuck',
    help: 'DuckDB in the cloud; needs a MotherDuck token and its extension, which DuckDB fetches itself.',
    more: true,
    fields: [
      { key: 'path', label: 'Database', help: 'The name behind md:, for example my_db', required: true },
      {
        key: 'motherduck_token',
        label: 'MotherDuck token',
        help: 'Settings → Access Tokens on app.motherduck.com',
        secret: true,
        required: true,
        env: ['MOTHERDUCK_TOKEN', 'motherduck_token'],
      },
    ],
  },
];

export const CONTEXT_FIELDS: readonly ContextField[] = [
  { key: 'schema', label: 'Schema', help: 'Where unqualified names are looked for; empty: main.', stage: 'schema' },
];

export const ENDPOINT_FIELDS: readonly Field[] = [
  { key: 'memory_limit', label: 'Memory limit', help: 'For example 4GB; empty: 80 % of this machine.' },
  { key: 'threads', label: 'Threads', help: 'How many to use; empty: one a core.' },
];
