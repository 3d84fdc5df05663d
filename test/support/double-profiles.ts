import type { Profile } from '../../source/profiles/profile.js';
import type { DatabricksDouble } from '../doubles/databricks.js';
import type { SnowflakeDouble } from '../doubles/snowflake.js';

/** What a profile differs in from the plain one on the double. */
type Difference = Partial<Pick<Profile, 'connection' | 'secrets' | 'settings'>>;

/** A profile on the double by password, which stands in PW. */
export function snowflakeProfile(name: string, double: SnowflakeDouble, given: Difference = {}): Profile {
  const { host, port } = double;
  const connection = { account: 'double', user: 'fake', host, port, protocol: 'http', ...given.connection };
  const { secrets = { password: 'env:PW' }, settings = {} } = given;
  return { name, engine: 'snowflake', connection, secrets, settings };
}

/** A profile on the double by token, which stands in TOKEN. */
export function databricksProfile(name: string, double: DatabricksDouble, given: Difference = {}): Profile {
  const { host, port, path, caFile } = double;
  const place = { server_hostname: host, port, http_path: path, ca_file: caFile };
  const { secrets = { access_token: 'env:TOKEN' }, settings = {} } = given;
  const connection = { auth_mode: 'token', ...place, ...given.connection };
  return { name, engine: 'databricks', connection, secrets, settings };
}
