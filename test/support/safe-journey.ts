import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCli, type CliResult } from './run-cli.js';
import { startInPty, type PtySession } from './pty.js';
import { START_MS } from './repl-pty.js';
import { saveProfiles } from './save-profiles.js';

/** An engine on which something can be destroyed, and a way to see from outside whether it was. */
export interface SafePlace {
  readonly engine: 'snowflake' | 'databricks' | 'duckdb';
  readonly connection: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder of profiles; the test removes it. */
  readonly home: string;
  /** Makes `SAFE_TABLE` with two rows. */
  make(): Promise<unknown>;
  isThere(): Promise<boolean>;
  /** True where `isThere` can't look while the program holds the file. */
  readonly isLocked?: boolean;
  /** Whether the answer to `c` names the warehouse; null where there is none. */
  readonly warehouse: string | null;
}

export const SAFE_TABLE = 'safe_t';

/** Saves the profiles `live` (production) and `look` (read-only) in the home. */
export function saveSafeProfiles({ home, engine, connection, secrets = {} }: SafePlace): void {
  const profile = { engine, connection, secrets };
  const profiles = [
    { ...profile, name: 'live', settings: { environment: 'production' } },
    { ...profile, name: 'look', settings: { read_only: true } },
  ];
  saveProfiles(home, profiles);
}

function cli({ home, env = {} }: SafePlace, args: readonly string[], input?: string): Promise<CliResult> {
  return runCli(args, { home, env, ...(input !== undefined && { input }) });
}

/** Scripts: refused with exit 2 before anything ran, from -c, -f, \i and stdin; --yes runs it. */
export async function scriptsOnProduction(place: SafePlace): Promise<void> {
  await place.make();
  const drop = `DROP TABLE ${SAFE_TABLE}`;
  const [inner, outer] = [join(place.home, 'inner.sql'), join(place.home, 'outer.sql')];
  writeFileSync(inner, `SELECT 1;\n${drop};\n`);
  writeFileSync(outer, `SELECT 1;\n\\i ${inner}\n`);
  for (const args of [
    ['-c', `SELECT 1; ${drop}`],
    ['-f', inner],
    ['-f', outer],
  ]) {
    const refused = await cli(place, ['-P', 'live', ...args]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /This is production \(live\), statement \d of \d: DROP TABLE safe_t\. It was not run\./,
    );
    expect(refused.stderr).toContain('--yes');
  }
  const streamed = await cli(place, ['-P', 'live'], `${drop};\n`);
  expect(streamed.code).toBe(2);
  expect(await place.isThere()).toBe(true);
  expect(await cli(place, ['-P', 'live', '--yes', '-c', drop])).toMatchObject({ code: 0 });
  expect(await place.isThere()).toBe(false);
}

async function atLive(place: SafePlace, args: readonly string[], prompt: RegExp): Promise<PtySession> {
  const { home, env = {} } = place;
  const session = startInPty(args, { home, columns: 100, env: { SMALLEX_KEYRING: 'off', SMALLEX_HOME: home, ...env } });
  await session.waitFor(prompt, START_MS);
  return session;
}

/** The prompt: type-ahead, pastes and Enter are no answer; c counts; the target's name is one. */
export async function promptOnProduction(place: SafePlace): Promise<void> {
  await place.make();
  const session = await atLive(place, ['-P', 'live'], /production>$/);
  const asked = /Type safe_t to run it; Enter alone does not\.[^]*\n> *\n/;
  try {
    // In one read: what comes behind the first Enter was typed before there was a question.
    session.type(`SELECT 1; DROP TABLE ${SAFE_TABLE};\r${SAFE_TABLE}\ryes\r`);
    await session.waitFor(asked);
    expect(session.screen()).toContain('This is production (live), statement 2 of 2: DROP TABLE safe_t.');
    session.paste(`${SAFE_TABLE}\r`);
    await session.waitFor('A paste is no answer here: type it.');
    expect(session.screen()).toMatch(/\n> *\n/);
    session.key('enter');
    await session.waitFor('Nothing of it was run.');
    if (place.isLocked !== true) expect(await place.isThere()).toBe(true);
    // What was typed ahead is at the prompt, not run.
    session.key('ctrl+c');
    await session.waitFor(/production>$/);
    session.type(`DELETE FROM ${SAFE_TABLE};\r`);
    await session.waitFor(place.warehouse === null ? 'c counts the rows first.' : /on the\s+warehouse/);
    if (place.warehouse !== null) expect(session.screen()).toContain(place.warehouse);
    session.type('c\r');
    await session.waitFor(`It would hit 2 rows: SELECT count(*) FROM ${SAFE_TABLE}`, 30_000);
    await session.waitFor(asked);
    session.key('ctrl+c');
    await session.waitFor('It was not run.');
    session.type(`DROP TABLE ${SAFE_TABLE};\r`);
    await session.waitFor(/: DROP TABLE safe_t\.\s+Type safe_t to run it/);
    session.type(`${SAFE_TABLE}\r`);
    await session.waitFor((screen) => /production>$/.test(screen) && !screen.includes('Type safe_t to run it'), 30_000);
    session.key('ctrl+d');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
    expect(await place.isThere()).toBe(false);
  } finally {
    await session.close();
  }
}

/** The plain prompt: a line typed before the question, and the beginning of one, are no answer. */
export async function plainPromptOnProduction(place: SafePlace): Promise<void> {
  await place.make();
  const session = await atLive(place, ['-P', 'live', '--plain'], /live> ?$/);
  try {
    session.type(`DROP TABLE ${SAFE_TABLE};\r${SAFE_TABLE}\r${SAFE_TABLE}`);
    await session.waitFor(/Type safe_t to run it; Enter alone does not\.\n\? ?$/);
    session.key('enter');
    await session.waitFor('It was not run.');
    if (place.isLocked !== true) expect(await place.isThere()).toBe(true);
    session.type(`DROP TABLE ${SAFE_TABLE};\r`);
    await session.waitFor(/not run\.[^]*Type safe_t to run it; Enter alone does not\.\n\? ?$/);
    session.type(`${SAFE_TABLE}\r`);
    await session.waitFor((screen) => /live> ?$/.test(screen) && /\? safe_t\n/.test(screen), 30_000);
    session.key('ctrl+d');
    expect(await session.exit()).toEqual({ code: 0, signal: 0 });
    expect(await place.isThere()).toBe(false);
  } finally {
    await session.close();
  }
}

/** Read-only in scripts and at the prompt: refused before it is sent, and said what that is worth. */
export async function readOnly(place: SafePlace): Promise<void> {
  await place.make();
  const writes = [
    `DROP TABLE ${SAFE_TABLE}`,
    `DELETE FROM ${SAFE_TABLE} WHERE a = 1`,
    `INSERT INTO ${SAFE_TABLE} VALUES (3)`,
  ];
  for (const args of [
    ['-P', 'look'],
    ['-P', 'live', '--read-only', '--yes'],
  ]) {
    const refused = await cli(place, [...args, '--on-error', 'continue', '-c', writes.join('; ')]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr.match(/This session is read-only:/g)).toHaveLength(writes.length);
  }
  const { code, stderr } = await cli(place, ['-P', 'look', '--format', 'csv', '-c', 'SELECT 1']);
  expect(code).toBe(0);
  expect(stderr).toContain('Read-only: smallex refuses what is not surely a read');
  const session = await atLive(place, ['-P', 'look'], /read-only>$/);
  try {
    session.type(`TRUNCATE TABLE ${SAFE_TABLE};\r`);
    await session.waitFor('This session is read-only: TRUNCATE safe_t was not run.');
    session.type(`select 1; drop table ${SAFE_TABLE}\n\\g\r`);
    await session.waitFor('This session is read-only: DROP TABLE safe_t was not run.');
    session.key('ctrl+d');
    await session.exit();
  } finally {
    await session.close();
  }
  expect(await place.isThere()).toBe(true);
}
