import type { Session, SessionEvent } from '../../source/session/index.js';
import { messageOf, SmallexError } from '../../source/support/errors.js';
import type { FaultCase } from './cases.js';
import { RESULTS, type FaultTarget } from './targets.js';

/** What came of one fault. */
export interface FaultResult {
  readonly fault: FaultCase;
  /** unnoticed: as if nothing had been · mended: opened or read again, and said · told: an error in plain words */
  readonly ending: 'unnoticed' | 'mended' | 'told';
  /** What was said about it, one line each. */
  readonly said: readonly string[];
  /** Everything that must never be; empty. */
  readonly faults: readonly string[];
  readonly ms: number;
}

interface Ended {
  readonly how: 'done' | 'failed' | 'cancelled';
  readonly rows: readonly (string | null)[];
  readonly error: unknown;
}

const TOO_LONG_MS = 120_000;
let writes = 0;

/** Breaks one step on one session, then looks what the person was told, what the server has got, and whether it goes on. */
export async function tryFault(target: FaultTarget, fault: FaultCase): Promise<FaultResult> {
  const started = performance.now();
  const said: string[] = [];
  const faults: string[] = [];
  const insert = `insert into ${fault.work === 'slow write' ? 'slow' : 't'} values (${++writes})`;
  const met = meeting(target, fault);
  const arm = (): (() => void) => {
    if (fault.trouble === undefined || fault.kind === undefined) {
      target.endSessions();
      return () => undefined;
    }
    return target.misbehave(fault.kind, fault.trouble, { after: fault.after });
  };
  const told = (error: unknown): void => {
    said.push(messageOf(error));
    if (!(error instanceof SmallexError) || error.code === 'BUG') faults.push(`no error of ours: ${messageOf(error)}`);
  };
  let ending: FaultResult['ending'] = 'unnoticed';
  const disarmAtLogin = fault.work === 'login' ? arm() : undefined;
  let session = await target
    .open((message) => said.push(message))
    .catch((error: unknown) => {
      ending = 'told';
      told(error);
      return undefined;
    });
  disarmAtLogin?.();
  session ??= await target.open(() => undefined);
  if (fault.work === 'write in a transaction') await run(session, 'begin', said);
  if (fault.work !== 'login') {
    const disarm = arm();
    const ended = await within(workOf(fault, session, insert, said)).catch((error: unknown) => {
      faults.push(messageOf(error));
      return undefined;
    });
    disarm();
    if (ended?.how === 'failed') {
      ending = 'told';
      told(ended.error);
    } else if (said.length > 0) ending = 'mended';
    if (ended) checkRows(fault, ended, faults);
  }
  if (!met()) faults.push('the step was never reached');
  checkWrites(target, fault, insert, faults);
  if (fault.work !== 'close') await checkGoesOn(session, faults);
  await within(session.close()).catch((error: unknown) => faults.push(`close: ${messageOf(error)}`));
  return { fault, ending, said, faults, ms: performance.now() - started };
}

/** Whether the request that was to go wrong has come. */
function meeting(target: FaultTarget, { kind, after }: FaultCase): () => boolean {
  if (kind === undefined) return () => true;
  const before = target.count(kind);
  return () => target.count(kind) > before + after;
}

async function workOf({ work }: FaultCase, session: Session, insert: string, said: string[]): Promise<Ended> {
  switch (work) {
    case 'slow read':
      return run(session, 'select slow', said);
    case 'large read':
      return run(session, 'select big', said);
    case 'write':
    case 'slow write':
    case 'write in a transaction':
      return run(session, insert, said);
    case 'cancel':
      return cancelled(session, said);
    case 'close':
      await session.close();
      return { how: 'done', rows: [], error: undefined };
    default:
      return run(session, 'select small', said);
  }
}

async function run(session: Session, sql: string, said: string[]): Promise<Ended> {
  return follow(session.run(sql, { unsplit: true }), said);
}

/** A statement without end, cancelled as soon as it runs. */
async function cancelled(session: Session, said: string[]): Promise<Ended> {
  const running = session.run('select endless', { unsplit: true });
  const timer = setTimeout(() => void running.cancel(), 300);
  try {
    return await follow(running, said);
  } finally {
    clearTimeout(timer);
  }
}

async function follow(events: AsyncIterable<SessionEvent>, said: string[]): Promise<Ended> {
  const rows: (string | null)[] = [];
  let ended: Ended = { how: 'failed', rows, error: new Error('It ended without an end.') };
  for await (const event of events) {
    if (event.type === 'notice') said.push(event.message);
    else if (event.type === 'rows') for (const [cell] of event.rows) rows.push(cell ?? null);
    else if (event.type === 'done') ended = { how: 'done', rows, error: undefined };
    else if (event.type === 'failed') ended = { how: 'failed', rows, error: event.error };
    else if (event.type === 'cancelled') {
      ended = { how: 'cancelled', rows, error: undefined };
      if (!event.confirmed) said.push('Cancelled here; the server did not confirm it.');
    }
  }
  return ended;
}

/** Rows that are said to be all must be all, each once and in order; those before an error, too, as far as they go. */
function checkRows({ work }: FaultCase, { how, rows }: Ended, faults: string[]): void {
  const expected = { read: RESULTS.small, 'slow read': RESULTS.slow, 'large read': RESULTS.big }[work as 'read'];
  if (expected === undefined) return;
  if (how === 'done' && rows.length !== expected) faults.push(`${rows.length} of ${expected} rows, said to be all`);
  if (rows.some((cell, index) => cell !== String(index))) faults.push('rows out of order, doubled or left out');
}

function checkWrites(target: FaultTarget, { work }: FaultCase, insert: string, faults: string[]): void {
  if (!work.includes('write')) return;
  if (target.sent(insert) > 1) faults.push(`the write was sent ${target.sent(insert)} times`);
  if (target.ran(insert) > 1) faults.push(`the write ran ${target.ran(insert)} times`);
}

/** What comes next must work, whatever went before. */
async function checkGoesOn(session: Session, faults: string[]): Promise<void> {
  const said: string[] = [];
  await within(run(session, 'rollback', said)).catch(() => undefined);
  const next = await within(run(session, 'select small', said)).catch((error: unknown) => error);
  const ended = next as Ended;
  if (ended.how !== 'done' || ended.rows.length !== RESULTS.small) {
    faults.push(`the next statement: ${messageOf(ended.error ?? next)}`);
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${TOO_LONG_MS / 1000} s`)), TOO_LONG_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
