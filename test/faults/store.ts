import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ProfileStore } from '../../source/profiles/store.js';
import { draftPath, takeLeftDraft } from '../../source/repl/history/draft.js';
import { History } from '../../source/repl/history/history.js';

/** One kind of trouble for what is kept on disk: how often it was tried, and what of the things kept before was lost. */
export interface StoreResult {
  readonly what: string;
  readonly metBy: string;
  readonly tried: number;
  readonly lost: readonly string[];
}

type Kind = 'profiles' | 'history';

const READERS: Readonly<Record<Kind, (file: string) => string[]>> = {
  profiles: (file) => new ProfileStore({ file }).list().map(({ name }) => name),
  history: (file) => new History(file).entries.map(({ sql }) => /'(.*)'/.exec(sql)?.[1] ?? ''),
};

const CONTENTS: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['cut', '{"version":1,"profiles":[{"name":"a","eng'],
  ['not JSON', '\u0000\u0001\u0002'],
  ['other JSON', '[1,2,3]'],
  ['newer', '{"version":99,"profiles":[]}'],
];

/** Every fault of the disk that the table of docs/reliability.md counts. @param writer the bundled store-writer.ts */
export async function storeFaults(writer: string, tell: (line: string) => void): Promise<readonly StoreResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'smallex-store-faults-'));
  let files = 0;
  const fresh = (): string => {
    const inner = path.join(folder, String(files++));
    mkdirSync(inner);
    return inner;
  };
  const results: StoreResult[] = [];
  const add = (result: StoreResult): void => {
    results.push(result);
    tell(`${result.what}: ${result.metBy}: ${result.tried} tried, lost: ${result.lost.join(', ') || 'nothing'}`);
  };
  try {
    for (const what of ['profiles', 'history'] as const) {
      add({ what, metBy: 'four writers at once', ...(await together(writer, what, path.join(fresh(), 'f.json'))) });
      add({
        what,
        metBy: '`kill -9` while it is written',
        ...(await killed(writer, what, path.join(fresh(), 'f.json'))),
      });
      add({ what, metBy: 'a full disk', ...full(writer, what, path.join(fresh(), 'f.json')) });
      add({ what, metBy: 'a home that can’t be written', ...closed(writer, what, fresh()) });
    }
    add({
      what: 'profiles',
      metBy: 'a file that is empty, cut, not JSON, other JSON, newer',
      ...(await broken(fresh)),
    });
    add({ what: 'history', metBy: 'a line that is cut, binary or other JSON', ...brokenHistory(fresh) });
    add({ what: 'the statement being typed', metBy: '`kill -9`', ...(await draftKilled(writer, fresh())) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

type Outcome = Pick<StoreResult, 'tried' | 'lost'>;

/** Starts a writer; `kept` are the names that it told of so far. */
function start(writer: string, args: readonly string[]) {
  const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const kept = (): string[] => text.split('\n').slice(0, -1);
  return { child, kept, closed: once(child, 'close') };
}

function missing(what: Kind, file: string, expected: readonly string[]): string[] {
  const there = new Set(READERS[what](file));
  return expected.filter((name) => !there.has(name));
}

async function together(writer: string, what: Kind, file: string): Promise<Outcome> {
  const writers = ['a', 'b', 'c', 'd'].map((prefix) => start(writer, [what, file, prefix, '15']));
  await Promise.all(writers.map(({ closed: ended }) => ended));
  const expected = ['a', 'b', 'c', 'd'].flatMap((prefix) =>
    Array.from({ length: 15 }, (_, index) => `${prefix}${index}`),
  );
  return { tried: expected.length, lost: missing(what, file, expected) };
}

async function killed(writer: string, what: Kind, file: string): Promise<Outcome> {
  const rounds = 8;
  const expected: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const { child, kept, closed: ended } = start(writer, [what, file, `r${round}-`, '1000']);
    while (kept().length === 0 && child.exitCode === null) await delay(5);
    await delay(round * 3);
    child.kill('SIGKILL');
    await ended;
    expected.push(...kept());
  }
  return { tried: rounds, lost: missing(what, file, expected) };
}

/** A limit on the size of files stands in: every write fails, once the signal that comes with it is caught. */
function full(writer: string, what: Kind, file: string): Outcome {
  spawnSync(process.execPath, [writer, what, file, 'before', '3']);
  const caught = 'data:text/javascript,process.on("SIGXFSZ",()=>0)';
  const command = [process.execPath, '--import', caught, writer, what, file, 'after', '3'];
  const { status } = spawnSync('sh', ['-c', 'ulimit -f 0; exec "$@"', 'sh', ...command]);
  const lost = missing(what, file, ['before0', 'before1', 'before2']);
  return { tried: 1, lost: status === 0 ? [...lost, 'it was not said'] : lost };
}

/** Root passes every permission, but makes no folder inside of a file. */
function closed(writer: string, what: Kind, folder: string): Outcome {
  const blocked = path.join(folder, 'a-file');
  writeFileSync(blocked, 'kept');
  const { status } = spawnSync(process.execPath, [writer, what, path.join(blocked, 'f.json'), 'x', '1']);
  const lost = readFileSync(blocked, 'utf8') === 'kept' ? [] : ['the file in its place'];
  return { tried: 1, lost: status === 0 ? [...lost, 'it was not said'] : lost };
}

/** Whatever becomes of it, what stood in the file is still there: under its name, or kept aside. */
async function broken(fresh: () => string): Promise<Outcome> {
  const lost: string[] = [];
  for (const [label, content] of CONTENTS) {
    const folder = fresh();
    const file = path.join(folder, 'f.json');
    writeFileSync(file, content, { mode: 0o600 });
    const store = new ProfileStore({ file, onNotice: () => undefined });
    await store
      .save({ name: 'new', engine: 'duckdb', connection: {}, secrets: {}, settings: {} })
      .catch(() => undefined);
    const there = readdirSync(folder).some((name) => readFileSync(path.join(folder, name), 'utf8') === content);
    if (!there && content !== '') lost.push(label);
  }
  return { tried: CONTENTS.length, lost };
}

function brokenHistory(fresh: () => string): Outcome {
  const lines = ['{"sql":"select 1', '\u0000\u0001', '[1,2]'];
  const lost = lines.filter((line) => {
    const file = path.join(fresh(), 'h.jsonl');
    new History(file).add({ sql: "select 'kept'", time: 1, outcome: 'done' });
    writeFileSync(file, `${readFileSync(file, 'utf8')}${line}`);
    new History(file).add({ sql: "select 'later'", time: 2, outcome: 'done' });
    return missing('history', file, ['kept', 'later']).length > 0;
  });
  return { tried: lines.length, lost };
}

async function draftKilled(writer: string, folder: string): Promise<Outcome> {
  const lost: string[] = [];
  const rounds = 4;
  for (let round = 0; round < rounds; round++) {
    const { child, closed: ended } = start(writer, ['draft', folder, `typed-${round}`]);
    const drafts = path.join(folder, 'drafts');
    const isThere = (): boolean =>
      readdirSync(folder).includes('drafts') && readdirSync(drafts).some((one) => one.endsWith('.sql'));
    for (let waited = 0; waited < 5000 && !isThere(); waited += 10) await delay(10);
    child.kill('SIGKILL');
    await ended;
    if (takeLeftDraft(draftPath(folder, 'p'))?.includes(`typed-${round}`) !== true) lost.push(`typed-${round}`);
  }
  return { tried: rounds, lost };
}

/** As Markdown, a line for each kind of trouble. */
export function storeTable(results: readonly StoreResult[]): string {
  const rows = results.map(({ what, metBy, tried, lost }) => [
    what,
    metBy,
    String(tried),
    lost.join(', ') || 'nothing',
  ]);
  const head = ['what', 'met by', 'tried', 'lost of what was kept before'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
