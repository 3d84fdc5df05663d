import { expect, onTestFinished, test } from 'vitest';
import type { Connection, ConnectionOptions } from '../../source/backends/base.js';
import { AuthError, ConnectionError, SmallexError } from '../../source/support/errors.js';
import { query, Recorder, rejection } from './support.js';
import type { ContractEngine } from './engine.js';

/** What goes wrong, and what must come of it. */
export interface TroubleCase {
  readonly what: string;
  /** Makes it go wrong from now on; returns what ends it. */
  readonly begin: () => () => void;
  /** `renewed`: nobody notices. `lost`: the connection says so. */
  readonly becomes: 'auth' | 'connection' | 'lost' | 'renewed' | 'error';
  /** The statement that meets it; `one` unless told. */
  readonly sql?: string;
}

// No trouble may keep a person waiting longer without an answer.
const ANSWER_LIMIT_MS = 25_000;

/** Troubles that meet a login: it fails once, at a stage, with a sentence and without a secret. */
export function troubleAtLogin(engine: ContractEngine, cases: readonly TroubleCase[]): void {
  for (const { what, begin, becomes } of cases) {
    test(`a login meets ${what}`, async () => {
      onTestFinished(begin());
      const io = new Recorder();
      const started = performance.now();
      const error = await rejection(engine.backend.connect(engine.options, io));
      expect(performance.now() - started).toBeLessThan(ANSWER_LIMIT_MS);
      isSaid(error, becomes, engine.options);
      expect(io.stages.at(-1)).toMatch(/ failed$/);
    });
  }
}

/** Troubles that meet a statement: an error of ours, or none; afterwards the session works or says that it is lost. */
export function troubleAtStatements(engine: ContractEngine, cases: readonly TroubleCase[]): void {
  for (const { what, begin, becomes, sql = engine.sql.one } of cases) {
    test(`a statement meets ${what}`, async () => {
      const connection = await engine.backend.connect(engine.options, new Recorder());
      const end = begin();
      onTestFinished(end);
      const started = performance.now();
      const reading = query(connection, sql);
      if (becomes === 'renewed') expect((await reading).length).toBeGreaterThan(0);
      else isSaid(await rejection(reading), becomes, engine.options);
      expect(performance.now() - started).toBeLessThan(ANSWER_LIMIT_MS);
      end();
      await goesOnOrIsLost(engine, connection);
      await connection.close();
    });
  }
}

async function goesOnOrIsLost({ sql }: ContractEngine, connection: Connection): Promise<void> {
  const next: unknown = await query(connection, sql.one).catch((error: unknown) => error);
  if (next instanceof Error) expect(next).toMatchObject({ name: 'ConnectionError', engineCode: 'LOST' });
  else expect(next).toEqual([['1']]);
}

function isSaid(error: unknown, becomes: TroubleCase['becomes'], options: ConnectionOptions): void {
  expect(error).toBeInstanceOf(SmallexError);
  if (becomes === 'auth') expect(error).toBeInstanceOf(AuthError);
  if (becomes === 'connection') expect(error).toBeInstanceOf(ConnectionError);
  if (becomes === 'lost') expect(error).toMatchObject({ name: 'ConnectionError', engineCode: 'LOST' });
  const { message, code } = error as SmallexError;
  expect(code).not.toBe('BUG');
  expect(message).toMatch(/^\S[^]*[.?!)]?$/);
  expect(message).not.toMatch(/\n\s+at |\[object|undefined/);
  const secret = options['password'] ?? options['access_token'];
  if (typeof secret === 'string' && secret.length > 8) expect(message).not.toContain(secret);
}
