import { ValueError } from '../../support/errors.js';

const DOMAIN = /\.snowflakecomputing\.(?:com|cn)$/i;
/** Served under its own domain, which the account alone doesn't tell: there the host stays part of it. */
const OTHER_DOMAIN = /\.snowflakecomputing\.[a-z]+$/i;
const ACCOUNT = /^\w+(?:[.-]\w+)*$/;
const SNOWSIGHT = /(?:^|\/\/)app\.snowflake\.(?:com|cn)\/([\w.-]+)\/([\w-]+)/i;
const IN_A_STRING = /(?:^|[;?&\s])(?:server|account|host)\s*=\s*"?([^;&\s"]+)/i;

/**
 * The account identifier in anything a person pastes: a URL, a Snowsight address, `ORG.ACCT`, a host name, a JDBC or
 * ODBC string. `https://app.snowflake.com/acme/prod/#/homepage` → `acme-prod`;
 * `xy12345.eu-central-1.snowflakecomputing.com` → `xy12345.eu-central-1`. Lower case; underscores stay
 * (`snowflakeHost` makes dashes of them).
 * @throws ValueError when no account can be read from it.
 */
export function parseAccount(text: string): string {
  const account = accountIn(text.trim());
  if (ACCOUNT.test(account)) return account.toLowerCase();
  throw new ValueError(`"${text.trim()}" is not a Snowflake account.`, {
    hint: 'An account looks like myorg-myaccount. In Snowsight: your name, bottom left → Account → View account details.',
  });
}

function accountIn(text: string): string {
  const snowsight = SNOWSIGHT.exec(text);
  if (snowsight) return snowsightAccount(snowsight[1] ?? '', snowsight[2] ?? '');
  // As people write what the side bar of Snowsight shows under one another.
  const pair = /^(\w+)\s*\/\s*(\w+)$/.exec(text);
  if (pair) return `${pair[1]!}-${pair[2]!}`;
  const named = text.includes('://') ? undefined : IN_A_STRING.exec(text)?.[1];
  const host = (named ?? text)
    .replace(/^jdbc:/i, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[/?#;].*$/s, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
  if (DOMAIN.test(host)) return host.replace(DOMAIN, '');
  return OTHER_DOMAIN.test(host) ? host : withDash(host);
}

// Organization names are letters and digits: what has a dash or a dot is the region of an account locator.
function snowsightAccount(first: string, second: string): string {
  return /[-.]/.test(first) ? `${second}.${first}` : `${first}-${second}`;
}

/**
 * Snowsight shows `ACME.PROD`, organization and account, which every API writes `acme-prod`. Told from a locator with
 * its region by what follows the dot: regions have a dash (`us-east-1`) or a cloud after them, accounts can't.
 */
function withDash(name: string): string {
  const [first = '', second, ...rest] = name.split('.');
  if (second === undefined || rest.length > 0 || second.includes('-')) return name;
  return /^(?:privatelink|global|aws|azure|gcp)$/i.test(second) ? name : `${first}-${second}`;
}

/** The host that an account is served at. Underscores become dashes: certificates and DNS don't know them. */
export function snowflakeHost(account: string): string {
  if (OTHER_DOMAIN.test(account)) return account.toLowerCase();
  const name = account
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/\.us-west-2(?:\.aws)?$/, ''); // the first region has no name of its own in host names
  return `${name}.snowflakecomputing.${/\.cn-/.test(name) ? 'cn' : 'com'}`;
}
