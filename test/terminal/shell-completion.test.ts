import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startInPty, type PtySession } from '../support/pty.js';
import { runCli } from '../support/run-cli.js';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');
const BASH = hasBash();

function hasBash(): boolean {
  try {
    return execFileSync('bash', ['-c', 'type compgen >/dev/null && echo yes'], { encoding: 'utf8' }).trim() === 'yes';
  } catch {
    return false;
  }
}

let shell: PtySession | undefined;
afterEach(() => shell?.close());

/** An interactive bash that has sourced the script, as the README tells a person to. */
async function bash(): Promise<PtySession> {
  const made = startInPty([], { program: ['bash', '--norc', '--noprofile', '-i'], columns: 100 });
  shell = made;
  made.type(`smallex() { '${process.execPath}' '${CLI}' "$@"; }; PS1='ready> '; source <(smallex completion bash)\r`);
  await made.waitFor(/^ready>$/m);
  return made;
}

const line = (screen: string, text: RegExp): boolean => text.test(screen.trimEnd().split('\n').at(-1) ?? '');

test.runIf(BASH)('in a real bash Tab completes commands, flags, their values and the names of profiles', async () => {
  const at = await bash();
  const complete = async (typed: string, wanted: RegExp): Promise<void> => {
    at.type(`${typed}\t`);
    await at.waitFor((screen) => line(screen, wanted));
    at.key('ctrl+u');
    await at.waitFor((screen) => line(screen, /^ready>\s*$/));
  };
  await complete('smallex prof', /smallex profiles$/);
  await complete('smallex profiles ren', /profiles rename$/);
  await complete('smallex --read', /smallex --read-only$/);
  await complete('smallex --format jsonl', /--format jsonl$/);
  await complete('smallex --format=mark', /--format=markdown$/);
  await complete('smallex setup --engine sn', /--engine snowflake$/);
  await complete('smallex setup --auth key_', /--auth key_pair$/);
  await complete('smallex completion z', /completion zsh$/);
  // What is typed before the shell reads again goes through the terminal's own line, which knows no Tab.
  at.type('smallex setup --engine duckdb --auth memory --name sandbox; echo "made $?"\r');
  await at.waitFor((screen) => /^made 0$/m.test(screen) && line(screen, /^ready>\s*$/), 20_000);
  await complete('smallex sand', /smallex sandbox$/);
  await complete('smallex -P sa', /-P sandbox$/);
});

test.skipIf(BASH)('skipped: there is no bash with programmable completion on this machine', () => undefined);

test('prints a script for each shell, and names the shells for another', async () => {
  for (const [name, wanted] of [
    ['bash', 'complete -F _smallex smallex'],
    ['zsh', '#compdef smallex'],
    ['fish', 'complete -c smallex'],
  ] as const) {
    const { code, stdout } = await runCli(['completion', name]);
    expect(code).toBe(0);
    expect(stdout).toContain(wanted);
    for (const word of ['profiles', 'snowflake', 'key_pair', 'sql-insert']) expect(stdout).toContain(word);
  }
  const { code, stderr } = await runCli(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
