import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ProfileStore, type Profile } from '../../profiles/index.js';
import { parseReference } from '../../profiles/references.js';
import { findConnections, snowflakeFolder, thisWorld } from '../../profiles/imports/index.js';
import { messageOf } from '../../support/errors.js';
import { appPaths, expandTilde } from '../../support/paths.js';
import { fine, problem, warning, type Finding } from './finding.js';

/** The folders and the file of profiles: whether they can be written, and who else can read. */
export function fileFindings(store = new ProfileStore()): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [what, folder] of Object.entries({ ...appPaths(), config: dirname(store.file) })) {
    const fault = writeFault(folder);
    if (fault === null) findings.push(fine('Files', `The ${what} folder ${folder} can be written.`));
    else
      findings.push(
        problem('Files', `The ${what} folder ${folder} can't be written: ${fault}.`, 'Or set SMALLEX_HOME.'),
      );
  }
  try {
    const profiles = store.list();
    findings.push(fine('Profiles', `${store.file} holds ${counted(profiles.length, 'profile')}.`));
    findings.push(...profiles.flatMap(secretFindings));
  } catch (error) {
    findings.push(problem('Profiles', messageOf(error), `Mend ${store.file}, or remove it to start without profiles.`));
  }
  if (isOpen(store.file)) {
    findings.push(warning('Profiles', `${store.file} can be read by others.`, `chmod 600 ${store.file}`));
  }
  return findings;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function secretFindings({ name, secrets }: Profile): readonly Finding[] {
  return Object.entries(secrets).flatMap(([field, text]) => {
    const what = `The ${field.replaceAll('_', ' ')} of "${name}"`;
    try {
      const reference = parseReference(text);
      if (reference.kind === 'plain') {
        return [
          warning(
            'Secrets',
            `${what} stands in the file of profiles.`,
            `smallex profiles secure "${name}" moves it into the keyring.`,
          ),
        ];
      }
      if (reference.kind === 'env' && !process.env[reference.variable]) {
        return [warning('Secrets', `${what} is to come from ${reference.variable}, which is not set.`, 'Set it.')];
      }
      const file =
        reference.kind === 'file' ? expandTilde(reference.path) : reference.kind === 'from' ? reference.file : null;
      if (file !== null && !existsSync(file)) {
        return [
          problem(
            'Secrets',
            `${what} is to come from ${file}, which is not there.`,
            'Bring it back, or edit the profile.',
          ),
        ];
      }
      if (file !== null && isOpen(file)) {
        return [warning('Secrets', `${what} is in ${file}, which others can read.`, `chmod 600 ${file}`)];
      }
      return [];
    } catch (error) {
      return [problem('Secrets', `${what} can't be found: ${messageOf(error)}`, `smallex setup --edit "${name}"`)];
    }
  });
}

/** Files of other tools that change what the drivers do, or that profiles can be made of. */
export function foreignFileFindings(env: NodeJS.ProcessEnv = process.env): readonly Finding[] {
  const findings: Finding[] = [];
  const clientConfig = [
    env['SF_CLIENT_CONFIG_FILE'],
    'sf_client_config.json',
    join(homedir(), 'sf_client_config.json'),
  ];
  const found = clientConfig.find((file) => file && existsSync(file));
  if (found) {
    const next = 'Its log may hold statements; remove the file to stop it.';
    findings.push(warning('Driver files', `Snowflake's driver writes a log as ${found} says.`, next));
  }
  const toml = join(snowflakeFolder(thisWorld()), 'connections.toml');
  if (existsSync(toml)) {
    findings.push(
      fine('Driver files', `${toml} is there; smallex hands the driver every option, so it changes nothing.`),
    );
  }
  const { connections, warnings } = findConnections();
  for (const text of warnings) findings.push(warning('Other tools', text, 'smallex only reads it.'));
  if (connections.length > 0) {
    const said = `${counted(connections.length, 'connection')} of other tools could be imported: smallex import --dry-run`;
    findings.push(fine('Other tools', `${said}.`));
  }
  return findings;
}

/** Why files can't be made in a folder; of one that is not there yet, the nearest above it decides. */
function writeFault(folder: string): string | null {
  let nearest = folder;
  while (!existsSync(nearest) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return statSync(nearest).isDirectory() ? null : `${nearest} is no folder`;
  } catch {
    return `${nearest} is closed to you`;
  }
}

function isOpen(file: string): boolean {
  try {
    return process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}
