import { uniqueNames } from '../../results/formats/unique-names.js';
import { ValueError } from '../../support/errors.js';

/** The names of a file's columns as those of a table: what has none is called after its place, and no two are the same. */
export function columnNames(names: readonly string[]): string[] {
  return uniqueNames(
    names.map((name, index) => (name === '' ? `column_${index + 1}` : name)),
    true,
  );
}

/** @throws ValueError for a file without a line (undefined), or with an empty one where the names should stand */
export function mustHaveNames(first: string | undefined, header: boolean): void {
  if (first === undefined) throw new ValueError('It is empty.');
  if (header && first.trim() === '') throw new ValueError('Its first line is empty, and the names should stand there.');
}
