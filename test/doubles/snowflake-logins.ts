import { KNOWN_WORKLOADS, workloadOf } from './cloud-metadata.js';
import { createHash, createPublicKey, createVerify, randomUUID } from 'node:crypto';
import { Refused } from './snowflake-wire.js';

/** What the double lets in. Tests may change it while it runs. */
export interface SnowflakeLogins {
  user: string;
  password: string;
  /** Refuses the password alone with 390197. */
  mfaRequired: boolean;
  passcode: string;
  /** What the phone does with a push, and after how long. */
  push: { approve: boolean; afterMs: number };
  /** What a login with CLIENT_REQUEST_MFA_TOKEN is given, and accepted later instead of a second factor. */
  mfaToken: string;
  /** PEM of the key that key-pair logins must be signed for. */
  publicKey: string | undefined;
  /** Programmatic access tokens. */
  tokens: Set<string>;
  /** OAuth access tokens; the OAuth endpoints add theirs. */
  oauthTokens: Set<string>;
  expiredOauthTokens: Set<string>;
  /** What the OAuth endpoints accept. */
  clientId: string;
  clientSecret: string;
  /** Whether the account offers the built-in client LOCAL_APPLICATION. */
  localApplication: boolean;
  /** How long OAuth access tokens live. */
  lifeSeconds: number;
  /** What single sign-on in the browser gave, with the proof key that belongs to it; each is good once. */
  samlTokens: Map<string, string>;
  /** What a login by single sign-on leaves for the next one. */
  idTokens: Set<string>;
  /** User and password at Okta, and what Okta says of who logged in. */
  oktaPassword: string;
  oktaAssertion: string;
  /** `PROVIDER token` of workloads. */
  workloads: Set<string>;
}

export function defaultLogins(): SnowflakeLogins {
  return {
    user: 'fake',
    password: 'snow',
    mfaRequired: false,
    passcode: '123456',
    push: { approve: true, afterMs: 50 },
    mfaToken: 'mfa-token-1',
    publicKey: undefined,
    tokens: new Set(['pat-1']),
    oauthTokens: new Set(['oauth-1']),
    expiredOauthTokens: new Set(),
    clientId: 'client-1',
    clientSecret: 'client-secret-1',
    localApplication: true,
    lifeSeconds: 600,
    samlTokens: new Map(),
    idTokens: new Set(),
    oktaPassword: 'okta-snow',
    oktaAssertion: 'assertion-1',
    workloads: new Set(['OIDC oidc-1', ...Object.entries(KNOWN_WORKLOADS).map((entry) => entry.join(' '))]),
  };
}

/** The `data` of a login request. */
export interface LoginData {
  readonly LOGIN_NAME?: string;
  readonly PASSWORD?: string;
  readonly AUTHENTICATOR?: string;
  readonly TOKEN?: string | null;
  readonly EXT_AUTHN_DUO_METHOD?: string;
  readonly PASSCODE?: string;
  readonly passcodeInPassword?: boolean;
  readonly PROOF_KEY?: string;
  readonly RAW_SAML_RESPONSE?: string;
  readonly PROVIDER?: string;
  readonly SESSION_PARAMETERS?: Readonly<Record<string, unknown>>;
}

/** Codes 390100, 390303 and 390318 stand in the driver's source, 39012x in the Python connector's, the wording is from memory. */
function refuse(code: string, message: string): never {
  throw new Refused({ code, message, sqlState: '08001' });
}

/** @throws Refused as Snowflake does, unless this login is right. Waits while a push is out. */
export async function checkLogin(data: LoginData, logins: SnowflakeLogins): Promise<void> {
  const token = data.TOKEN ?? '';
  if (data.RAW_SAML_RESPONSE !== undefined) {
    if (!data.RAW_SAML_RESPONSE.includes(logins.oktaAssertion)) refuse('390133', 'SAML response is invalid.');
    return;
  }
  switch ((data.AUTHENTICATOR ?? '').toUpperCase()) {
    case '':
    case 'SNOWFLAKE':
      checkPassword(data, logins, logins.password);
      if (logins.mfaRequired) refuse('390197', 'Multi-factor authentication is required for this account.');
      return;
    case 'USERNAME_PASSWORD_MFA':
      return checkSecondFactor(data, logins);
    case 'SNOWFLAKE_JWT':
      if (!isSignedBy(token, logins)) refuse('390144', `JWT token is invalid. [${randomUUID()}]`);
      return;
    case 'OAUTH':
      if (logins.expiredOauthTokens.has(token)) refuse('390318', `OAuth access token expired. [${randomUUID()}]`);
      if (!logins.oauthTokens.has(token)) refuse('390303', `Invalid OAuth access token. [${randomUUID()}]`);
      return;
    case 'PROGRAMMATIC_ACCESS_TOKEN':
      if (!logins.tokens.has(token)) refuse('394400', 'Programmatic access token is invalid.');
      return;
    case 'EXTERNALBROWSER':
      if (data.PROOF_KEY === undefined || logins.samlTokens.get(token) !== data.PROOF_KEY) {
        refuse('390191', 'The SAML token is invalid.');
      }
      logins.samlTokens.delete(token);
      return;
    case 'ID_TOKEN':
      if (!logins.idTokens.has(token)) refuse('390195', 'The provided ID token is invalid.');
      return;
    case 'WORKLOAD_IDENTITY':
      if (!logins.workloads.has(workloadOf(data.PROVIDER ?? '', token)))
        refuse('390144', 'Workload identity is invalid.');
      return;
    default:
      refuse('390101', `Authenticator ${String(data.AUTHENTICATOR)} is not offered by this double.`);
  }
}

function checkPassword(data: LoginData, { user }: SnowflakeLogins, password: string): void {
  const right = data.LOGIN_NAME?.toUpperCase() === user.toUpperCase() && data.PASSWORD === password;
  if (!right) refuse('390100', 'Incorrect username or password was specified.');
}

async function checkSecondFactor(data: LoginData, logins: SnowflakeLogins): Promise<void> {
  const attached = data.passcodeInPassword === true;
  checkPassword(data, logins, attached ? logins.password + logins.passcode : logins.password);
  if (attached || data.TOKEN === logins.mfaToken) return;
  if (data.TOKEN !== undefined && data.TOKEN !== null) refuse('390127', 'The MFA token is invalid.');
  if (data.EXT_AUTHN_DUO_METHOD === 'passcode') {
    if (data.PASSCODE !== logins.passcode) refuse('390127', 'Incorrect passcode was specified.');
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, logins.push.afterMs));
  if (!logins.push.approve) refuse('390120', 'Duo Security authentication is denied.');
}

/** The driver signs RS256 and writes `iat` and `exp` in milliseconds. */
function isSignedBy(token: string, { publicKey, user }: SnowflakeLogins): boolean {
  const [header, payload, signature] = token.split('.');
  if (publicKey === undefined || header === undefined || payload === undefined || signature === undefined) return false;
  const verified = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  if (!verified.verify(publicKey, Buffer.from(signature, 'base64url'))) return false;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string; sub: string; exp: number };
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  const fingerprint = createHash('sha256').update(der).digest('base64');
  const expires = claims.exp > 1e11 ? claims.exp : claims.exp * 1000;
  const issued = claims.iss === `${claims.sub}.SHA256:${fingerprint}`;
  return issued && claims.sub.split('.').at(-1) === user.toUpperCase() && expires > Date.now();
}
