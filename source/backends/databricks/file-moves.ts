import { stat } from 'node:fs/promises';
import { column, type Column, type Row } from '../../results/column.js';
import { LEADING_COMMENTS } from './context.js';

/** What PUT, GET and REMOVE in a volume answer: the server and the driver tell nothing of it. */
export const MOVE_COLUMNS: readonly Column[] = [
  column({ name: 'source', kind: 'text', typeName: 'STRING' }),
  column({ name: 'target', kind: 'text', typeName: 'STRING' }),
  column({ name: 'size', kind: 'integer', typeName: 'BIGINT', storageType: 'BIGINT' }),
  column({ name: 'status', kind: 'text', typeName: 'STRING' }),
];

const DONE: Readonly<Record<string, string>> = { PUT: 'UPLOADED', GET: 'DOWNLOADED', REMOVE: 'REMOVED' };
const VERB = /^\w+/;
/** The literals; comments, which may hold a quote, without a text. */
const TEXTS = /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|'((?:[^'\\]|\\.)*)'/g;

/** The row for a file that was moved: from where to where, and how many bytes the file here has. */
export async function movedRow(sql: string): Promise<Row> {
  const statement = sql.replace(LEADING_COMMENTS, '');
  const verb = VERB.exec(statement)?.[0].toUpperCase() ?? '';
  const [first = null, second = null] = [...statement.matchAll(TEXTS)].flatMap(([, text]) =>
    text === undefined ? [] : text.replace(/\\(.)/g, '$1'),
  );
  const local = verb === 'PUT' ? first : verb === 'GET' ? second : null;
  const size =
    local === null
      ? null
      : await stat(local).then(
          ({ size: bytes }) => String(bytes),
          () => null,
        );
  return [first, verb === 'REMOVE' ? null : second, size, DONE[verb] ?? verb];
}
