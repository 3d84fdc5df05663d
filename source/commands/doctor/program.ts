import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getBackend, listBackends } from '../../backends/index.js';
import { probeKeyring } from '../../profiles/index.js';
import { version } from '../version.js';
import { fine, problem, warning, type Finding } from './finding.js';

// What package.json asks for under "engines".
const OLDEST_NODE = [20, 20] as const;

export function nodeFinding(running = process.versions.node): Finding {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_NODE;
  const said = `smallex ${version()} runs on Node ${running}, ${process.platform} ${process.arch}`;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return fine('Node', `${said}.`);
  return problem('Node', `${said}; it needs ${oldMajor}.${oldMinor}.`, 'Install a newer Node from https://nodejs.org.');
}

/** Each engine's driver: whether it is there, and which version. None is loaded. */
export function driverFindings(): readonly Finding[] {
  return listBackends().map((engine) => {
    const { modulePath, label } = getBackend(engine);
    const found = versionOf(modulePath);
    if (found) return fine('Driver', `The driver of ${label}, ${modulePath} ${found}, is installed.`);
    return problem(
      'Driver',
      `The driver of ${label}, ${modulePath}, is not installed.`,
      `npm install -g ${modulePath}`,
    );
  });
}

function versionOf(name: string): string | null {
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(name));
  } catch {
    return null;
  }
  // Most packages don't export their package.json: the folders above the entry file are looked through.
  for (; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === name) return manifest.version ?? null;
    } catch {
      continue;
    }
  }
  return null;
}

export function terminalFindings(env: NodeJS.ProcessEnv, stdout: NodeJS.WriteStream): readonly Finding[] {
  if (!stdout.isTTY)
    return [fine('Terminal', 'The output is no terminal: results are written whole and without colours.')];
  const size = `${stdout.columns} × ${stdout.rows}`;
  if (env['TERM'] === 'dumb' || !env['TERM']) {
    const next = 'Set TERM to what your terminal is, such as xterm-256color.';
    return [warning('Terminal', `TERM is ${env['TERM'] ? 'dumb' : 'not set'}: the prompt works line by line.`, next)];
  }
  const colours = env['NO_COLOR'] ? 'no colours, as NO_COLOR is set' : `${2 ** stdout.getColorDepth()} colours`;
  const findings = [fine('Terminal', `TERM is ${env['TERM']}, ${size}, ${colours}.`)];
  if (stdout.columns < 60 || stdout.rows < 10) {
    findings.push(warning('Terminal', `It is only ${size} cells large.`, 'Make it at least 60 × 10.'));
  }
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (process.platform !== 'win32' && !/utf-?8/i.test(locale)) {
    const is = locale === '' ? 'not set' : locale;
    findings.push(warning('Terminal', `The locale is ${is}, not UTF-8.`, 'Set LANG, such as LANG=en_US.UTF-8.'));
  }
  return findings;
}

export async function keyringFinding(env: NodeJS.ProcessEnv): Promise<Finding> {
  const probed = await probeKeyring({ env });
  if (probed.ok) return fine('Keyring', 'The system keyring took a test entry, gave it back and deleted it.');
  return warning(
    'Keyring',
    `The system keyring can't be used: ${probed.reason}`,
    'Secrets can be kept as env:NAME, file:/path, cmd:[…] or prompt instead.',
  );
}
