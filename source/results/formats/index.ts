import { ValueError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { csv } from './csv.js';
import type { Format } from './format.js';
import { json, jsonl } from './json.js';
import { markdown } from './markdown.js';
import { parquet } from './parquet.js';
import { sqlInsert } from './sql-insert.js';
import { table } from './table.js';
import { tsv } from './tsv.js';
import { vertical } from './vertical.js';

export type { BinaryFormat, Format, FormatOptions, TextFormat, Writer } from './format.js';

/** Every format, in the order of `--help`. A new one is its file and its place here. */
export const FORMATS: readonly Format[] = [table, csv, tsv, json, jsonl, markdown, vertical, sqlInsert, parquet];

export type Compression = 'gz' | 'zst';

/** @throws ValueError naming the formats and the nearest one. */
export function formatByName(name: string): Format {
  const wanted = name.toLowerCase();
  const found = FORMATS.find((format) => format.name === wanted || format.extensions.includes(wanted));
  if (found) return found;
  const names = FORMATS.map((format) => format.name);
  const near = nearest(wanted, names);
  throw new ValueError(`There is no format "${name}".${near ? ` Did you mean "${near}"?` : ''}`, {
    hint: `Formats are ${names.join(', ')}.`,
  });
}

/** What a file's name asks for: `orders.csv.gz` is csv, compressed with gzip; null format: the ending says nothing. */
export function formatOfFile(path: string): {
  readonly format: Format | null;
  readonly compression: Compression | null;
} {
  const parts = /(?:\.([^./\\]+))?\.([^./\\]+)$/.exec(path.toLowerCase());
  const last = parts?.[2] ?? '';
  const compression = last === 'gz' || last === 'zst' ? last : null;
  const ending = compression ? parts?.[1] : last;
  return { format: FORMATS.find(({ extensions }) => extensions.includes(ending ?? '')) ?? null, compression };
}
