import type { Batch, Column, Row } from '../column.js';
import { compactJson } from '../json-text.js';
import { joinLines } from './csv.js';
import type { TextFormat, Writer } from './format.js';
import { uniqueNames } from './unique-names.js';

/** One array of objects, one object a line. */
export const json: TextFormat = {
  name: 'json',
  extensions: ['json'],
  many: false,
  binary: false,
  forEyes: false,
  help: 'one array of objects; numbers digit for digit, nested values nested',
  writer: () => {
    let objects: (batch: Batch) => string[] = () => [];
    let first = true;
    const array = (texts: readonly string[]): string => {
      if (texts.length === 0) return '';
      const opening = first ? '[\n' : ',\n';
      first = false;
      return opening + texts.join(',\n');
    };
    return {
      start(columns) {
        objects = objectsOf(columns);
        first = true;
        return '';
      },
      rows: (batch) => array(batch.length === 0 ? [] : objects(batch)),
      lines: (batch) => array(batch.map(([object]) => object ?? '')),
      end: () => (first ? '[]\n' : '\n]\n'),
    };
  },
};

/** One object a line, nothing between the lines: each line parses alone. */
export const jsonl: TextFormat = {
  name: 'jsonl',
  extensions: ['jsonl', 'ndjson'],
  many: true,
  binary: false,
  forEyes: false,
  help: 'one JSON object a line',
  writer: (): Writer => {
    let objects: (batch: Batch) => string[] = () => [];
    return {
      start(columns) {
        objects = objectsOf(columns);
        return '';
      },
      rows: (batch) => (batch.length === 0 ? '' : `${objects(batch).join('\n')}\n`),
      lines: joinLines,
      end: () => '',
    };
  },
};

function objectsOf(columns: readonly Column[]): (batch: Batch) => string[] {
  const keys = uniqueNames(columns.map(({ name }) => name)).map((name) => `${JSON.stringify(name)}:`);
  const object = (row: Row): string => {
    let text = '{';
    for (let index = 0; index < keys.length; index++) {
      const cell = row[index] ?? null;
      if (index > 0) text += ',';
      text += keys[index]! + (cell === null ? 'null' : jsonOf(columns[index]!, cell));
    }
    return `${text}}`;
  };
  return (batch) => batch.map(object);
}

// An engine may indent its JSON; a line break inside a value would end a line of jsonl.
function jsonOf(column: Column, cell: string): string {
  return column.kind === 'json' ? compactJson(column.toJson(cell)) : column.toJson(cell);
}
