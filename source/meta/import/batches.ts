import type { Row } from '../../results/column.js';
import { asText, type ImportSource } from './source.js';

// One parameter holds a batch as JSON: Snowflake takes 16 MB in one value, Databricks 255 parameters in a statement.
const CHARACTERS = 1_000_000;
const ROWS = 20_000;

/** The rows of a file in batches, each as the JSON of arrays of texts. */
export async function* jsonBatches({ connection, columns, from }: ImportSource): AsyncIterable<{
  readonly json: string;
  readonly rows: number;
}> {
  const statement = await connection.execute(`SELECT ${asText(columns)} FROM ${from}`);
  let parts: string[] = [];
  let characters = 0;
  const take = () => {
    const batch = { json: `[${parts.join(',')}]`, rows: parts.length };
    parts = [];
    characters = 0;
    return batch;
  };
  for await (const batch of statement.batches()) {
    for (const row of batch) {
      const text = rowText(row);
      if (parts.length > 0 && (characters + text.length > CHARACTERS || parts.length >= ROWS)) yield take();
      parts.push(text);
      characters += text.length + 1;
    }
  }
  if (parts.length > 0) yield take();
}

function rowText(row: Row): string {
  return JSON.stringify(row);
}
