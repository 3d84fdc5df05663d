// What stands beside smallex, each run in a process of its own: the drivers as they come, and DuckDB's COPY.
import { writeSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { connectSnowflake } from '../../test/doubles/raw-drivers.js';
import { DBSQLClient } from '@databricks/sql';

/** DuckDB's own COPY, and nothing else. */
export async function duckdbCopy(sql: string, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${file}' (FORMAT csv, HEADER)`);
}

/** Every row through the driver's streaming as its manual has it; nothing is written. */
export async function snowflakeStream(url: string, sql: string): Promise<void> {
  const connection = await connectSnowflake(url, { rowMode: 'object' });
  let rows = 0;
  await new Promise<void>((resolve, reject) => {
    connection.execute({
      sqlText: sql,
      streamResult: true,
      complete: (error, statement) => {
        if (error) reject(error);
        else
          statement
            .streamRows()
            .on('error', reject)
            .on('data', () => rows++)
            .on('end', resolve);
      },
    });
  });
  tell(rows);
}

export interface DatabricksPlace {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly token: string;
}

/** Every row through the driver's fetchChunk as its manual has it; nothing is written. */
export async function databricksStream({ host, port, path, token }: DatabricksPlace, sql: string): Promise<void> {
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({ host, port, path, token });
  const session = await client.openSession({});
  const operation = await session.executeStatement(sql);
  let rows = 0;
  do rows += (await operation.fetchChunk()).length;
  while (await operation.hasMoreRows());
  tell(rows);
}

function tell(rows: number): void {
  writeSync(2, `${rows} rows\n`);
  process.exit(0);
}
