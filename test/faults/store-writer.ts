// A process of its own that keeps things on disk, and tells each of them on stdout once it is kept.
import { setTimeout as delay } from 'node:timers/promises';
import { ProfileStore } from '../../source/profiles/store.js';
import { Draft, draftPath } from '../../source/repl/history/draft.js';
import { History } from '../../source/repl/history/history.js';

const [kind, where = '', prefix = '', count = '0'] = process.argv.slice(2);
const names = Array.from({ length: Number(count) }, (_, index) => `${prefix}${index}`);
const tell = (name: string): boolean => process.stdout.write(`${name}\n`);

if (kind === 'profiles') {
  const store = new ProfileStore({ file: where });
  for (const name of names) {
    await store.save({ name, engine: 'duckdb', connection: { pad: 'x'.repeat(2000) }, secrets: {}, settings: {} });
    tell(name);
  }
} else if (kind === 'history') {
  const history = new History(where);
  for (const name of names) {
    history.add({ sql: `select '${name}'`, time: Date.now(), outcome: 'done' });
    if (history.problem !== undefined) throw new Error(history.problem);
    tell(name);
    await delay(0);
  }
} else {
  new Draft(draftPath(where, 'p')).keep(`select '${prefix}'`);
  await delay(60_000);
}
