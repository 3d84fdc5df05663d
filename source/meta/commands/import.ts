import { commandQuestion } from '../../session/index.js';
import { CancelledError, ConfigError, ValueError } from '../../support/errors.js';
import { expandTilde } from '../../support/paths.js';
import type { MetaCall, MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { count } from '../import/counts.js';
import { placed } from '../import/fault-place.js';
import { loadingOn } from '../import/load.js';
import type { Loading } from '../import/loading.js';
import { planTarget, type ImportTarget } from '../import/plan.js';
import { openSource, type ImportSource } from '../import/source.js';

export const importCommand: MetaCommand = {
  names: ['\\import', '.import', '\\load'],
  usage: '[--no-header] [--yes] FILE [TABLE]',
  group: 'Files',
  help: 'Load a csv, tsv, json or parquet file into a table, made when there is none; shown and asked about before it runs.',
  arguments: ['file', 'table'],
  examples: ['\\import orders.csv', '\\import ~/new.parquet sales.orders'],
  async run(host, call) {
    const { file, table, header, isAgreed } = argumentsOf(call);
    const path = expandTilde(file);
    const source = await host.work(`looking through ${path}`, (signal) => openSource(path, { header, signal }));
    try {
      await load(host, source, path, table, isAgreed);
    } finally {
      await source.close();
    }
  },
};

async function load(
  host: Host,
  source: ImportSource,
  path: string,
  table: string | undefined,
  isAgreed: boolean,
): Promise<void> {
  const target = await planTarget(host, source, path, table);
  const loading = loadingOn(host.session, source, target);
  host.say(`${path}: ${count(source.rows)}, ${source.columns.length} columns.`);
  host.say(`${loading.statements.join(';\n')};`);
  host.say(loading.promise);
  await mustAgree(host, target, loading, source.rows, isAgreed);
  const arrived = await loading.run(host).catch(async (error: unknown) => {
    throw await placed(error, source, target);
  });
  host.say(`${count(arrived)} of ${path} ${arrived === 1 ? 'is' : 'are'} in ${target.table}; the counts agree.`);
}

/** @throws CancelledError, ConfigError: the answer was no */
async function mustAgree(
  host: Host,
  { exists, table }: ImportTarget,
  { statements }: Loading,
  rows: number,
  isAgreed: boolean,
): Promise<void> {
  const how = exists ? `INSERT INTO ${table}` : `CREATE TABLE ${table}`;
  const sql = statements.join(';\n');
  const question = commandQuestion({ what: `${how}, ${count(rows)}`, sql }, host.session.guarded);
  if (question) {
    await host.confirm(question);
    return;
  }
  if (isAgreed) return;
  const what = exists ? `Add ${count(rows)} to ${table}` : `Make ${table} with ${count(rows)}`;
  const answer = await host.ask({ kind: 'confirm', message: `${what}?` });
  if (answer !== 'yes') throw new CancelledError('Nothing was imported.', { confirmed: true });
}

function argumentsOf({ name, args }: MetaCall) {
  const options = args.filter((arg) => arg.startsWith('--'));
  const unknown = options.find((option) => option !== '--no-header' && option !== '--yes');
  if (unknown !== undefined) {
    throw new ValueError(`${name} has no option ${unknown}.`, { hint: 'Options are --no-header and --yes.' });
  }
  const [file, table, ...more] = args.filter((arg) => !arg.startsWith('--'));
  if (file === undefined) throw new ConfigError(`${name} needs a file.`, { hint: `Example: ${name} orders.csv` });
  if (more.length > 0) {
    throw new ValueError(`${name} takes a file and a table; "${more[0]!}" is too much.`, {
      hint: 'Put quotes around names with spaces.',
    });
  }
  return { file, table, header: !options.includes('--no-header'), isAgreed: options.includes('--yes') };
}
