import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendEvent } from '../../../../source/backends/base.js';
import { loadDriver, type DriverConnection } from '../../../../source/backends/snowflake/driver.js';
import { Session } from '../../../../source/backends/snowflake/session.js';
import { startSnowflakeDouble, type SnowflakeDouble } from '../../../doubles/snowflake.js';
import { backend, optionsFor, rowsOf } from './connect.js';

let double: SnowflakeDouble;
let session: Session;

/** A session that takes the driver for a version whose inside it doesn't know. */
beforeAll(async () => {
  double = await startSnowflakeDouble();
  const driver = await loadDriver('snowflake-sdk', 'createConnection');
  const connection = await new Promise<DriverConnection>((resolve, reject) => {
    const made = driver.createConnection(backend.prepareConnectionOptions(optionsFor(double)));
    made.connect((error) => (error instanceof Error ? reject(error) : resolve(made)));
  });
  session = new Session(connection, 'double', 'fake', '9.9.9');
});
afterAll(async () => {
  await session.end();
  await double.stop();
});

describe('with a driver of another version', () => {
  it('values come as the driver writes them, and that is said once', async () => {
    const types = ['fixed', 'boolean', 'date', 'timestamp_ntz', 'variant', 'object', 'text', 'text'];
    const row = [
      '12345678901234567890',
      true,
      '2024-02-29',
      '2024-02-29 12:34:56.5',
      '{\n "a": 1\n}',
      '{\n "a": 1\n}',
      null,
      '',
    ];
    double.answer('types', { columns: types.map((type) => ({ name: 'C', type })), rows: [row] });
    const events: BackendEvent[] = [];
    const onEvent = (event: BackendEvent) => void events.push(event);
    const cells = [
      '12345678901234567890',
      'true',
      '2024-02-29',
      '2024-02-29 12:34:56.500',
      '{"a":1}',
      '{"a":1}',
      null,
      '',
    ];
    expect(await rowsOf(await session.execute({ sql: 'types', onEvent }))).toEqual([cells]);
    expect(await rowsOf(await session.execute({ sql: 'types', onEvent }))).toEqual([cells]);
    expect(events.filter((event) => event.type === 'notice')).toEqual([
      { type: 'notice', message: expect.stringContaining('snowflake-sdk 9.9.9') as string },
    ]);
  });

  it('a value that the driver stumbles over ends the reading, not the process', async () => {
    double.answer('bad', { columns: [{ name: 'B', type: 'boolean' }], rows: [['maybe'], ['maybe']] });
    const listeners = process.listenerCount('uncaughtException');
    await expect(session.execute({ sql: 'bad' }).then(rowsOf)).rejects.toMatchObject({ name: 'QueryError' });
    expect(process.listenerCount('uncaughtException')).toBe(listeners);
  });
});
