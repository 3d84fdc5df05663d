import { accessSync, constants } from 'node:fs';
import { redactText } from '../../support/redact.js';
import { fine, problem, warning, type Finding } from './finding.js';

// In the order in which they win: lower case before upper, as in curl.
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** The variable whose proxy is used for https; null when none is. */
export function proxyVariable(env: NodeJS.ProcessEnv): string | null {
  return ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => env[name]) ?? null;
}

/** What the environment says about the way out. Nothing is sent. */
export function networkFindings(env: NodeJS.ProcessEnv): readonly Finding[] {
  return [...proxyFindings(env), ...certificateFindings(env)];
}

function proxyFindings(env: NodeJS.ProcessEnv): readonly Finding[] {
  const set = PROXIES.filter((name) => env[name]);
  const winner = proxyVariable(env);
  if (winner === null) {
    if (set.length === 0) return [fine('Proxy', 'No proxy is set in the environment.')];
    return [warning('Proxy', `${set.join(', ')} is set, which counts for http alone.`, 'Set HTTPS_PROXY for https.')];
  }
  const address = redactText(env[winner]!);
  const text = env[winner]!.includes('://') ? env[winner]! : `http://${env[winner]!}`;
  if (!URL.canParse(text)) {
    return [problem('Proxy', `${winner} is no address of a proxy.`, 'Write it like http://proxy.example.com:8080.')];
  }
  const others = set.filter((name) => name !== winner && env[name] !== env[winner]);
  const over = others.length > 0 ? ` It wins over ${others.join(', ')}.` : '';
  const except = env['no_proxy'] ?? env['NO_PROXY'];
  const exceptions = except ? ` ${env['no_proxy'] === undefined ? 'NO_PROXY' : 'no_proxy'} leaves out ${except}.` : '';
  return [fine('Proxy', `${winner} sends connections through ${address}.${over}${exceptions}`)];
}

function certificateFindings(env: NodeJS.ProcessEnv): readonly Finding[] {
  const findings: Finding[] = [];
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    const next = 'Unset it, and name your certificate in NODE_EXTRA_CA_CERTS instead.';
    findings.push(problem('Certificates', 'NODE_TLS_REJECT_UNAUTHORIZED=0: no certificate is checked.', next));
  }
  const extra = env['NODE_EXTRA_CA_CERTS'];
  if (extra) {
    try {
      accessSync(extra, constants.R_OK);
      findings.push(fine('Certificates', `NODE_EXTRA_CA_CERTS adds those of ${extra} to Node's own.`));
    } catch {
      const next = 'Node goes on without it: mend the path.';
      findings.push(problem('Certificates', `NODE_EXTRA_CA_CERTS names ${extra}, which can't be read.`, next));
    }
  }
  const opensslCa = /--use-openssl-ca/.test(env['NODE_OPTIONS'] ?? '');
  for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE']) {
    if (!env[name] || (opensslCa && name.startsWith('SSL_'))) continue;
    const next = 'Node doesn’t read it: name the file in NODE_EXTRA_CA_CERTS, before the start.';
    if (!extra) findings.push(warning('Certificates', `${name} is set, but counts for other programs.`, next));
  }
  return findings.length > 0 ? findings : [fine('Certificates', "Node's own list of certificate authorities is used.")];
}
