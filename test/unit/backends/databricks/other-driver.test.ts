import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabricksBackend } from '../../../../source/backends/databricks/backend.js';
import type { BackendEvent, Connection } from '../../../../source/backends/base.js';
import { startDatabricksDouble, type DatabricksDouble } from '../../../doubles/databricks.js';
import { listen, optionsOf, rowsOf } from './connect.js';

/** The driver by its file: without a package.json beside it, its version is none that is known. */
class OtherVersion extends DatabricksBackend {
  override readonly modulePath = createRequire(import.meta.url).resolve('@databricks/sql') as '@databricks/sql';
}

let double: DatabricksDouble;
let connection: Connection;
beforeAll(async () => {
  double = await startDatabricksDouble();
  connection = await new OtherVersion().connect(optionsOf(double), listen());
});
afterAll(async () => {
  await connection.close();
  await double.stop();
});

describe('a driver whose inner parts are not known', () => {
  it('is read in its public way: scalars exact, the rest marked', async () => {
    const cases = [
      ['bool', 'boolean', true, 'true'],
      ['big', 'bigint', '9223372036854775807', '9223372036854775807'],
      ['dec', 'decimal(10,2)', '12.50', '12.50'],
      ['flt', 'float', 0.1, '0.1'],
      ['dbl', 'double', 1, '1.0'],
      ['txt', 'string', '', ''],
      ['day', 'date', '2024-02-29', '2024-02-29'],
      ['bin', 'binary', '00ff', '00FF'],
      ['nul', 'int', null, null],
      ['lst', 'array<bigint>', ['1', null], '[1,null]'],
      ['tim', 'timestamp', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.123456'],
    ] as const;
    double.answer('all', {
      columns: cases.map(([name, type]) => ({ name, type })),
      rows: [cases.map(([, , value]) => value)],
    });
    const statement = await connection.execute('all');
    const cells = (await rowsOf(statement))[0]!;
    expect(cells.map((cell) => cell?.replace('"1"', '1') ?? null)).toEqual(cases.map(([, , , cell]) => cell));
    expect(statement.columns.filter(({ inexact }) => inexact !== undefined).map(({ name }) => name)).toEqual(['lst']);
  });

  it('says once that values may be rounded', async () => {
    double.answer('twice', { columns: ['a', 'a'].map((name) => ({ name, type: 'int' })), rows: [[1, 2]] });
    const other = await new OtherVersion().connect(optionsOf(double), listen());
    const events: BackendEvent[] = [];
    for (let time = 0; time < 2; time++) {
      const statement = await other.execute('twice', { onEvent: (event) => events.push(event) });
      expect(statement.columns.map(({ inexact }) => inexact !== undefined)).toEqual([true, true]);
    }
    expect(events.filter(({ type }) => type === 'notice')).toHaveLength(1);
    await other.close();
  });
});
