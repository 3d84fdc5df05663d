import { ValueError } from '../../support/errors.js';

const DOMAIN = /\.snowflakecomputing\.(com|cn|mil)$/i;
// What the driver takes for an account; `ORG.ACCT`, as Snowsight shows it, is told from `locator.region` below.
const ACCOUNT = /^\w+(?:[.-]\w+)*$/;
// `us-east-1`, `eu-central-1.aws`, `west-europe.azure`, `us-central1.gcp`, `privatelink`, `global`.
const REGION = /^(?:[a-z]{2,}(?:-[a-z0-9]+)+|[a-z]+\d*)(?:\.(?:aws|azure|gcp))?(?:\.privatelink)?$/i;
const CLOUD_OR_LINK = /\.(?:aws|azure|gcp|privatelink|global)$|^(?:privatelink|global)$/i;

/**
 * The account identifier in anything a person pastes: a URL, a Snowsight address, `ORG.ACCT`, a host name.
 * `https://app.snowflake.com/acme/prod/#/homepage` → `acme-prod`; `xy12345.eu-central-1.snowflakecomputing.com` →
 * `xy12345.eu-central-1`. Lower case; underscores stay (`snowflakeHost` turns them into dashes).
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
  const snowsight = /(?:^|\/\/)app\.snowflake\.(?:com|cn)\/([\w-]+)\/([\w-]+)/i.exec(text);
  if (snowsight) return snowsightAccount(snowsight[1] ?? '', snowsight[2] ?? '');
  const host = text
    .replace(/^jdbc:/i, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/[/?#;].*$/s, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
  const name = host.replace(DOMAIN, '');
  return name === host ? dotted(name) : name;
}

// Snowsight addresses of accounts without an organization name a region first: app.snowflake.com/us-east-1/xy12345.
function snowsightAccount(first: string, second: string): string {
  return /^[a-z]{2,}-[a-z]+-\d+$/i.test(first) ? `${second}.${first}` : `${first}-${second}`;
}

/** `ACME.PROD` is organization and account; `xy12345.us-east-1` and `xy12345.us-east-1.aws` are locator and region. */
function dotted(name: string): string {
  const [first = '', ...rest] = name.split('.');
  const after = rest.join('.');
  if (rest.length !== 1 || CLOUD_OR_LINK.test(after)) return name;
  return REGION.test(after) && after.includes('-') ? name : `${first}-${after}`;
}

/** The host that an account is served at: underscores aren't allowed in the names of certificates. */
export function snowflakeHost(account: string): string {
  const name = account
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/\.us-west-2$/, '');
  return `${name}.snowflakecomputing.${/\.cn-/.test(name) ? 'cn' : 'com'}`;
}
