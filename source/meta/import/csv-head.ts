/** How a csv file is laid out, by its first line. */
export interface CsvHead {
  readonly separator: string;
  readonly fields: readonly string[];
}

/**
 * Options of read_csv: of lines DuckDB takes 2 MB unless told otherwise, one long cell. Its buffer stays about as large as it is;
 * left alone it would be sixteen times the line.
 */
export const LONG_LINES = 'max_line_size = 30000000, buffer_size = 32000000';

/** Reads the first line of a csv file: what separates its fields, and the fields. */
export function csvHead(line: string): CsvHead {
  const text = line.replace(/^\u{feff}/u, '').replace(/\r$/, '');
  const separator = separatorIn(text);
  return { separator, fields: fieldsOf(text, separator) };
}

/** The one of `,` `;` tab `|` that stands most often in a line, outside of quotes. */
function separatorIn(line: string): string {
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const count = (sign: string): number => bare.split(sign).length;
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(line.slice(at));
    const end = line.indexOf(separator, at + (quoted?.[0].length ?? 0));
    const stop = end < 0 ? line.length : end;
    fields.push(quoted ? quoted[1]!.replaceAll('""', '"') : line.slice(at, stop));
    at = stop + 1;
  }
  return fields;
}
