import { probeKeyring, ProfileStore } from '../profiles/index.js';
import { describeReference } from '../profiles/references.js';
import {
  findConnections,
  importConnection,
  SOURCES,
  type FoundConnection,
  type KeepWhere,
  type Reading,
  type SourceName,
} from '../profiles/imports/index.js';
import { ConfigError, EXIT } from '../support/errors.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { printTable } from './print-table.js';

export interface ImportCommandOptions {
  readonly from?: SourceName | 'all';
  readonly dryRun?: boolean;
  readonly secrets?: KeepWhere;
  readonly format?: string;
}

/** One line of the report. */
interface Line {
  readonly name: string;
  /** `snowflake:prod` */
  readonly from: string;
  readonly file: string | null;
  readonly engine: string | null;
  readonly login: string | null;
  /** For each secret where it is kept now. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly result: 'new' | 'updated' | 'unchanged' | 'skipped';
  readonly notes: readonly string[];
}

const say = (message: string): void => void process.stderr.write(`${terminalSafe(message)}\n`);

/**
 * `smallex import`: makes profiles of what other tools know. Their files are only read.
 * @throws ConfigError when the keyring or the file of profiles refuses.
 */
export async function importProfiles(options: ImportCommandOptions): Promise<number> {
  checkReportFormat(options.format);
  const sources = !options.from || options.from === 'all' ? SOURCES : [options.from];
  const reading = findConnections(sources);
  for (const warning of reading.warnings) say(warning);
  if (reading.connections.length + reading.skipped.length === 0) {
    say(`No connections of ${sources.join(', ')} were found on this machine.`);
  }
  const keep = await whereToKeep(reading, options.secrets);
  const lines = await importAll(reading, keep, options.dryRun === true);
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  else if (lines.length > 0) printLines(lines);
  conclude(lines, options.dryRun === true);
  return EXIT.done;
}

/** @throws ConfigError for another format than those of a report. */
export function checkReportFormat(format: string | undefined): void {
  if (format === undefined || format === 'table' || format === 'json') return;
  throw new ConfigError(`This is written as table or json, not as "${format}".`);
}

/** The keyring where it works; else secrets stay where they are. Never a copy in plain text. */
async function whereToKeep(reading: Reading, wanted: KeepWhere | undefined): Promise<KeepWhere> {
  const plain = reading.connections.some(({ secrets }) =>
    Object.values(secrets).some((secret) => secret.kind === 'inline'),
  );
  if (!plain || wanted === 'leave' || wanted === 'prompt') return wanted ?? 'leave';
  const probed = await probeKeyring();
  if (probed.ok) return 'keyring';
  say(`The system keyring can't be used: ${probed.reason}`);
  say('Secrets stay in the files they are in, and are read from there at each login.');
  return 'leave';
}

async function importAll({ connections, skipped }: Reading, keep: KeepWhere, dryRun: boolean): Promise<Line[]> {
  const store = new ProfileStore({ onNotice: say });
  const lines: Line[] = [];
  for (const found of connections) {
    const taken = lines.map((line) => line.name);
    const { name, state } = await importConnection(store, found, { keep, dryRun, taken });
    lines.push({
      name,
      from: `${found.source}:${found.id}`,
      file: found.file,
      engine: found.engine,
      login: String(found.connection['auth_mode']),
      secrets: shownSecrets(found, keep),
      result: state,
      notes: found.notes,
    });
  }
  const none = { engine: null, login: null, secrets: {}, result: 'skipped' } as const;
  for (const { source, id, file, reason } of skipped) {
    lines.push({ name: id, from: `${source}:${id}`, file, ...none, notes: [reason] });
  }
  return lines;
}

function shownSecrets(found: FoundConnection, keep: KeepWhere): Record<string, string> {
  const shown = { keyring: 'keyring', leave: `left in ${found.file ?? 'its place'}`, prompt: 'prompt' }[keep];
  return Object.fromEntries(
    Object.entries(found.secrets).map(([field, secret]) => [
      field,
      secret.kind === 'reference' ? describeReference(secret.reference) : shown,
    ]),
  );
}

function printLines(lines: readonly Line[]): void {
  printTable(
    ['name', 'from', 'engine', 'login', 'secrets', 'result'],
    lines.map(({ name, from, engine, login, secrets, result }) => [
      terminalSafe(name),
      terminalSafe(from),
      engine ?? '',
      login ?? '',
      Object.entries(secrets)
        .map(([field, where]) => `${field}: ${where}`)
        .join(', '),
      result,
    ]),
  );
  const noted = lines.filter(({ notes }) => notes.length > 0);
  for (const { from, notes } of noted) {
    process.stdout.write(`\n${terminalSafe(from)}\n`);
    for (const note of notes) process.stdout.write(`  ${terminalSafe(note)}\n`);
  }
}

function conclude(lines: readonly Line[], dryRun: boolean): void {
  const count = (result: Line['result']): number => lines.filter((line) => line.result === result).length;
  const first = lines.find(({ result }) => result === 'new');
  const parts = (['new', 'updated', 'unchanged', 'skipped'] as const).flatMap((result) =>
    count(result) > 0 ? [`${count(result)} ${result}`] : [],
  );
  if (parts.length === 0) return;
  if (dryRun) say(`${parts.join(', ')}. Nothing was saved: run it without --dry-run to import.`);
  else say(`${parts.join(', ')}.${first ? ` Try one with: smallex test ${quoted(first.name)}` : ''}`);
}

const quoted = (name: string): string => (name.includes(' ') ? `"${name}"` : name);
