import type { EngineName } from '../../backends/base.js';
import { sqlName } from '../../results/embedded.js';
import { ConfigError, QueryError, ValueError } from '../../support/errors.js';
import type { Host } from '../host.js';
import { quotedName, quotedPath } from '../quote.js';
import { nameParts } from '../rows.js';
import { FILE_KINDS, type ImportSource } from './source.js';
import { typeOn } from './types.js';

/** One column on its way: from the file's name of it to the table's. */
export interface PlannedColumn {
  /** In the file, as SQL of the embedded DuckDB. */
  readonly from: string;
  /** In the table, as SQL of the engine. */
  readonly to: string;
  readonly typeName: string;
}

/** Where the rows of a file go. */
export interface ImportTarget {
  /** The table's name as SQL. */
  readonly table: string;
  /** Its parts, outermost first, as stored. */
  readonly path: readonly string[];
  readonly columns: readonly PlannedColumn[];
  readonly exists: boolean;
}

/**
 * The table that a file is loaded into, made when there is none of the name.
 * @param name as the person wrote it; undefined: after the file
 * @throws ValueError when a table that is there lacks columns of the file
 */
export async function planTarget(
  host: Host,
  source: ImportSource,
  file: string,
  name: string | undefined,
): Promise<ImportTarget> {
  const { engine, context } = host.session;
  if (context.inTransaction === true) {
    throw new ConfigError('A transaction is open, and \\import makes one of its own.', {
      hint: 'End it first: COMMIT or ROLLBACK.',
    });
  }
  const path = name === undefined ? [storedName(stemOf(file), engine)] : nameParts(name, engine);
  if (path.length === 0) throw new ValueError(`"${name ?? ''}" is no name of a table.`);
  const table = quotedPath(path, engine);
  const existing = await columnsOf(host, path);
  return {
    table,
    path,
    exists: existing !== null,
    columns: existing ? matched(source, existing, table, engine) : made(source, engine),
  };
}

function made(source: ImportSource, engine: EngineName): PlannedColumn[] {
  return source.columns.map(({ name, type }) => ({
    from: sqlName(name),
    to: quotedName(storedName(name, engine), engine),
    typeName: typeOn(engine, type),
  }));
}

interface ExistingColumn {
  readonly name: string;
  readonly typeName: string;
}

function matched(
  source: ImportSource,
  existing: readonly ExistingColumn[],
  table: string,
  engine: EngineName,
): PlannedColumn[] {
  const byName = (name: string) =>
    existing.find((column) => column.name === name) ??
    existing.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const missing = source.columns.filter(({ name }) => !byName(name)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new ValueError(`The table ${table} has no column ${missing.join(', ')}.`, {
      hint: `Its columns are ${existing.map(({ name }) => name).join(', ')}. Name another table to have it made.`,
    });
  }
  return source.columns.map(({ name }) => {
    const { name: to, typeName } = byName(name)!;
    return { from: sqlName(name), to: quotedName(to, engine), typeName };
  });
}

async function columnsOf(host: Host, path: readonly string[]): Promise<readonly ExistingColumn[] | null> {
  try {
    const columns = await host.session.connection.catalog.columns(path);
    return columns.length === 0 ? null : columns;
  } catch (error) {
    if (error instanceof QueryError) return null;
    throw error;
  }
}

function stemOf(file: string): string {
  const name = file.split(/[\\/]/).at(-1)!.replace(FILE_KINDS, '');
  return name.replace(/[^\p{L}\p{N}_]+/gu, '_') || 'imported';
}

/** Snowflake keeps names that were written without quotes in capitals: those can be written without quotes again. */
function storedName(name: string, engine: EngineName): string {
  return engine === 'snowflake' && /^[A-Za-z_]\w*$/.test(name) ? name.toUpperCase() : name;
}

export function createTable(table: string, columns: readonly PlannedColumn[]): string {
  return `CREATE TABLE ${table} (\n${columns.map(({ to, typeName }) => `  ${to} ${typeName}`).join(',\n')}\n)`;
}
