import { ProfileStore } from '../profiles/index.js';
import { EXIT } from '../support/errors.js';
import { terminalSafe } from '../support/terminal-safe.js';
import { chooseTargetAnywhere } from './foreign-target.js';
import { checkReportFormat } from './import.js';
import { fileFindings, foreignFileFindings } from './doctor/files.js';
import { problem, type Finding } from './doctor/finding.js';
import { networkFindings } from './doctor/network.js';
import { driverFindings, keyringFinding, nodeFinding, terminalFindings } from './doctor/program.js';
import { reachFindings } from './doctor/reach.js';
import { streamStyle } from './stream-style.js';

export interface DoctorOptions {
  readonly format?: string;
}

/**
 * `smallex doctor [NAME]`: looks at what keeps connections from working. Only for a named profile is anything sent,
 * and then no login.
 * @returns 1 when there is a problem. @throws ConfigError when there is no such profile.
 */
export async function doctor(name: string | undefined, { format }: DoctorOptions): Promise<number> {
  checkReportFormat(format);
  const { env } = process;
  const store = new ProfileStore();
  const findings: Finding[] = [
    nodeFinding(),
    ...driverFindings(),
    ...terminalFindings(env, process.stdout),
    ...fileFindings(store),
    await keyringFinding(env),
    ...networkFindings(env),
    ...foreignFileFindings(env),
    ...(name === undefined ? [] : await hostFindings(store, name, env)),
  ];
  if (format === 'json') process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else printFindings(findings);
  return findings.some(({ level }) => level === 'problem') ? EXIT.failed : EXIT.done;
}

async function hostFindings(store: ProfileStore, name: string, env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const target = await chooseTargetAnywhere(store, name.includes(':') ? { name } : { profile: name });
  if (target.kind === 'profile') return reachFindings(target.profile, env);
  return [problem('Host', `"${name}" is no profile.`, 'smallex profiles lists them.')];
}

function printFindings(findings: readonly Finding[]): void {
  const style = streamStyle(process.stdout);
  const marks = { ok: '✓', warning: '!', problem: '✗' };
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  for (const { topic, level, message, next } of findings) {
    process.stdout.write(`${marks[level]} ${style.bold(topic.padEnd(width))}  ${terminalSafe(message)}\n`);
    if (next !== undefined) process.stdout.write(`  ${' '.repeat(width)}  ${style.dim(`→ ${terminalSafe(next)}`)}\n`);
  }
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const said =
    problems + warnings === 0 ? 'Nothing stands in the way.' : `Problems: ${problems}. Warnings: ${warnings}.`;
  process.stderr.write(`${said}\n`);
}
