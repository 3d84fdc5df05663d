import { AuthError, ConnectionError, messageOf, SmallexError } from '../../support/errors.js';
import { networkReason, withoutSecrets, type DriverError } from './errors.js';
import { refusalOf, type Attempt } from './refusals.js';
import { workloadRefusal } from './workload.js';

/** What a failed login means: the driver's error as a sentence that says what to change. */
export function loginError(thrown: unknown, attempt: Attempt): SmallexError {
  if (thrown instanceof SmallexError) return thrown;
  const error = (thrown ?? {}) as DriverError;
  const code = error.code === undefined ? undefined : String(error.code);
  const cause = withoutSecrets(thrown);
  if (code === '401002') return httpError(error.response?.statusCode, attempt, cause);
  if (code === '401001') return networkError(error, attempt, cause);
  // Before the login the driver asks an identity provider, and passes on what its HTTP library throws.
  if (code !== undefined && NETWORK_CODE.test(code) && attempt.mode !== 'workload_identity')
    return networkError({ cause: { code } }, attempt, cause);
  const said = messageOf(thrown);
  // Only Snowflake's refusals have numbers; what comes before them is the cloud's.
  const isFromCloud = attempt.mode === 'workload_identity' && !/^\d{6}$/.test(code ?? '');
  const refusal = isFromCloud ? workloadRefusal(attempt.provider, said, attempt.host) : refusalOf(code, said, attempt);
  return new AuthError(refusal.message, {
    field: refusal.field,
    engineCode: code,
    hint: refusal.hint,
    nextSteps: refusal.nextSteps,
    cause,
  });
}

// 403 and 404 come from the front door, before any account has answered.
function httpError(status: number | undefined, { account, host }: Attempt, cause: Error): ConnectionError {
  if (status === 403 || status === 404) {
    return new ConnectionError(`There is no Snowflake account "${account}" (${host} answered HTTP ${status}).`, {
      stage: 'resolve',
      field: 'account',
      engineCode: String(status),
      hint: 'Check the spelling, and the region of an account locator: xy12345.eu-central-1. The address in your browser holds it.',
      cause,
    });
  }
  return new ConnectionError(`Snowflake (${host}) answered the login with HTTP ${status ?? 'failure'}.`, {
    stage: 'login',
    engineCode: status === undefined ? undefined : String(status),
    hint: 'If it lasts, look at status.snowflake.com.',
    cause,
  });
}

// `ERR_BAD_REQUEST` and its like come with an answer.
const NETWORK_CODE = /^E(?!RR_BAD)[A-Z_]+$/;

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|OCSP/i;

function networkError(error: DriverError, { host }: Attempt, cause: Error): ConnectionError {
  const reason = networkReason(error);
  const isCertificate = CERTIFICATE.test(reason) || CERTIFICATE.test(messageOf(error));
  return new ConnectionError(
    isCertificate
      ? `The certificate of ${host} is not trusted (${reason}).`
      : `Snowflake (${host}) can't be reached: ${reason}.`,
    {
      stage: 'resolve',
      field: 'account',
      engineCode: error.cause?.code,
      hint: isCertificate
        ? 'A company proxy may stand in between: start with NODE_EXTRA_CA_CERTS=/path/to/its/certificates.pem.'
        : 'Check the network, the VPN and the proxy (HTTPS_PROXY).',
      cause,
    },
  );
}
