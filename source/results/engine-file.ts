import { statSync } from 'node:fs';
import type { Column } from './column.js';
import type { Compression } from './formats/index.js';

/** Formats that an engine may be able to write itself. */
const FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'parquet'] as const;
export type EngineFormat = (typeof FORMATS)[number];

/** Those of which every row is one text. */
export type LineFormat = Exclude<EngineFormat, 'parquet'>;

export function isLineFormat(name: string): name is LineFormat {
  return isEngineFormat(name) && name !== 'parquet';
}

export function isEngineFormat(name: string): name is EngineFormat {
  return (FORMATS as readonly string[]).includes(name);
}

/**
 * A file that an engine may write one whole result to by itself, if it does so as the format of that name would, byte
 * for byte (parquet: value for value and type for type).
 */
export interface EngineFile {
  /** A temporary one: its name tells neither format nor compression. */
  readonly path: string;
  /** The name that it gets when it is whole; what people are told of. */
  readonly name: string;
  readonly format: EngineFormat;
  readonly compression: Compression | null;
  /** What stands before the rows: a line of names, or nothing. */
  readonly header: (columns: readonly Column[]) => string;
}

/** How many bytes are in a file by now; 0 where there is none. */
export function sizeOfFile(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
