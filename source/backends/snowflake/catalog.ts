import type { Catalog, CatalogEntry, ColumnEntry, ObjectKind } from '../base.js';
import type { Cell } from '../../results/column.js';
import { mapInTurns } from '../../support/turns.js';
import { quoteName } from './identifier.js';
import { filesIn } from './stage-files.js';
import type { Session } from './session.js';
import { showAll } from './show-pages.js';

type Row = Readonly<Record<string, Cell>>;

const SHOWN: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'procedures',
  'user functions',
  'sequences',
  'tasks',
  'streams',
  'pipes',
  'file formats',
  'users',
]);

/** Databases, schemas, tables and columns by SHOW and DESCRIBE: these need no warehouse and never start one. */
export class SnowflakeCatalog implements Catalog {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  async catalogs(): Promise<readonly CatalogEntry[]> {
    return (await showAll(this.session, 'SHOW DATABASES')).map((row) => entry(row, 'catalog'));
  }

  async schemas(catalog?: string): Promise<readonly CatalogEntry[]> {
    const database = catalog ?? this.session.context.catalog;
    const within = database === null ? 'ACCOUNT' : `DATABASE ${quoteName(database)}`;
    return (await showAll(this.session, `SHOW SCHEMAS IN ${within}`)).map((row) => entry(row, 'schema'));
  }

  async tables(schema?: string, catalog?: string): Promise<readonly CatalogEntry[]> {
    const rows = await showAll(this.session, `SHOW OBJECTS IN ${this.place(schema, catalog)}`);
    return mapInTurns(rows, (row) => entry(row, row['kind']?.toLowerCase() ?? 'table'));
  }

  async columns(path: readonly string[]): Promise<readonly ColumnEntry[]> {
    return (await this.session.rows(`DESCRIBE TABLE ${path.map(quoteName).join('.')}`)).map(columnEntry);
  }

  async functions(): Promise<readonly CatalogEntry[]> {
    if (this.session.context.catalog === null) return [];
    const rows = await this.session.rows(`SHOW USER FUNCTIONS IN ${this.place(undefined, undefined)}`);
    return rows.map((row) => ({
      name: row['name'] ?? '',
      type: 'function',
      ...(row['arguments'] && { detail: row['arguments'] }),
    }));
  }

  async settings(): Promise<readonly CatalogEntry[]> {
    const rows = await this.session.rows('SHOW PARAMETERS IN SESSION');
    return rows.map((row) => ({
      name: row['key'] ?? '',
      type: row['value'] ?? '',
      ...(row['description'] && { detail: row['description'] }),
    }));
  }

  async objects(kind: ObjectKind, schema?: string, catalog?: string): Promise<readonly CatalogEntry[]> {
    if (!SHOWN.has(kind)) return [];
    const where = kind === 'users' ? '' : ` IN ${this.place(schema, catalog)}`;
    const rows = await this.session.rows(`SHOW ${kind.toUpperCase()}${where}`);
    const type = kind.replace(/s$/, '');
    // Overloads are told apart by their arguments alone, and what is built in is in each schema.
    const own = rows.filter((row) => row['is_builtin'] !== 'Y');
    return own.map((row) => ({
      name: row['name'] ?? '',
      type,
      ...(row['arguments'] && { detail: row['arguments'] }),
      comment: row['comment'] ?? row['description'] ?? null,
    }));
  }

  async stages(): Promise<readonly CatalogEntry[]> {
    if (this.session.context.catalog === null) return [];
    const rows = await this.session.rows(`SHOW STAGES IN ${this.place(undefined, undefined)}`);
    return rows.map((row) => ({
      name: row['name'] ?? '',
      type: row['type']?.toLowerCase() ?? 'stage',
      ...(row['url'] && { detail: row['url'] }),
    }));
  }

  async stageFiles(folder: string): Promise<readonly CatalogEntry[]> {
    const rows = await this.session.rows(`LIST '@${folder.replaceAll("'", "''")}'`);
    return filesIn(
      rows.map((row) => ({ path: row['name'] ?? '', size: row['size'] ?? '' })),
      folder,
    );
  }

  private place(schema: string | undefined, catalog: string | undefined): string {
    const database = catalog ?? this.session.context.catalog;
    const within = schema ?? (catalog === undefined ? this.session.context.schema : null);
    if (database === null) return 'ACCOUNT';
    return within === null ? `DATABASE ${quoteName(database)}` : `SCHEMA ${quoteName(database)}.${quoteName(within)}`;
  }
}

function entry(row: Row, type: string): CatalogEntry {
  const rows = row['rows'];
  return {
    name: row['name'] ?? '',
    type,
    ...(rows !== undefined && rows !== null && { detail: `${rows} ${rows === '1' ? 'row' : 'rows'}` }),
    comment: row['comment'] ?? null,
  };
}

function columnEntry(row: Row): ColumnEntry {
  const key = row['primary key'] === 'Y' ? 'primary' : row['unique key'] === 'Y' ? 'unique' : null;
  const nullable = row['null?'];
  return {
    name: row['name'] ?? '',
    typeName: row['type'] ?? '',
    nullable: nullable === undefined || nullable === null ? null : nullable === 'Y',
    default: row['default'] ?? null,
    comment: row['comment'] ?? null,
    key,
  };
}
