import type { ProfileStore } from '../profiles/index.js';
import type { FoundConnection } from '../profiles/imports/index.js';
import { ConfigError } from '../support/errors.js';
import { chooseTarget, UnknownName, type Target, type TargetRequest } from './target.js';

/**
 * `chooseTarget`, and what other tools know besides: `snowflake:NAME`, `databricks:NAME`, `dbt:PROFILE.TARGET`, or a
 * name that no profile has and just one connection elsewhere does. Their files are read only then.
 * @throws ConfigError as chooseTarget does; naming all where a name stands for several.
 */
export async function chooseTargetAnywhere(store: ProfileStore, request: TargetRequest): Promise<Target> {
  const { name } = request;
  if (request.profile === undefined && name !== undefined && /^(?:snowflake|snowsql|databricks|dbt):/i.test(name)) {
    const { findConnection, parseForeignName } = await import('../profiles/imports/index.js');
    const foreign = parseForeignName(name)!;
    return targetOf(findConnection(foreign.source, foreign.id));
  }
  try {
    return chooseTarget(store, request);
  } catch (error) {
    if (!(error instanceof UnknownName) || name === undefined) throw error;
    const { connectionsNamed } = await import('../profiles/imports/index.js');
    const found = connectionsNamed(name);
    if (found.length === 0) throw error;
    if (found.length === 1) return targetOf(found[0]!);
    throw new ConfigError(`There is no profile "${name}", but more than one connection of that name elsewhere.`, {
      hint: `Name one: ${found.map(({ source, id }) => `smallex ${source}:${id}`).join(', ')}.`,
    });
  }
}

async function targetOf(found: FoundConnection): Promise<Target> {
  const { profileOfFound } = await import('../profiles/imports/index.js');
  const where = found.file ?? 'environment variables';
  return { kind: 'profile', profile: profileOfFound(found), why: `${found.source}:${found.id} from ${where}` };
}
