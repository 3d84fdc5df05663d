import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Cloud = 'AWS' | 'AZURE' | 'GCP';

/** What a machine of a cloud is told about itself: EC2's metadata (version 2), App Service's and Compute Engine's. */
export interface CloudMetadata {
  /** Who the machine is: what the double of Snowflake knows is `right`. */
  identity: 'right' | 'other';
  /** No request is answered. */
  hangs: boolean;
  /** The variables that lead the clouds' own libraries here. */
  env(cloud: Cloud): Readonly<Record<string, string>>;
  readonly requests: readonly string[];
  stop(): void;
}

/** What proves the identity `right`, as the double of Snowflake checks it. */
export const KNOWN_WORKLOADS: Readonly<Record<Cloud, string>> = {
  AWS: 'ASIARIGHT0000000',
  AZURE: 'entra-right',
  GCP: 'google-right',
};

const REGION = 'eu-central-1';
const SESSION = 'imds-session';
const HEADER = 'msi-header';

export async function startCloudMetadata(): Promise<CloudMetadata> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (metadata.hangs) return;
    const answer = answerTo(request, metadata.identity);
    response.writeHead(answer === null ? 404 : 200, { 'metadata-flavor': 'Google' }).end(answer ?? 'not found');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const variables: Readonly<Record<Cloud, Readonly<Record<string, string>>>> = {
    AWS: { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${place}` },
    AZURE: { IDENTITY_ENDPOINT: `http://${place}/msi/token`, IDENTITY_HEADER: HEADER },
    GCP: { GCE_METADATA_HOST: place },
  };
  const metadata: CloudMetadata = {
    identity: 'right',
    hangs: false,
    env: (cloud) => variables[cloud],
    requests,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return metadata;
}

function answerTo({ method, url = '', headers }: http.IncomingMessage, identity: string): string | null {
  // AWS's library puts a second slash in front.
  const { pathname, searchParams } = new URL(url.replace(/^\/+/, '/'), 'http://metadata');
  if (pathname.startsWith('/latest/')) return ofEc2(method ?? '', pathname, headers, identity);
  if (pathname === '/msi/token' && headers['x-identity-header'] === HEADER) {
    const expires = String(Math.floor(Date.now() / 1000) + 3600);
    const resource = searchParams.get('resource');
    return JSON.stringify({ access_token: `entra-${identity}`, expires_on: expires, resource, token_type: 'Bearer' });
  }
  if (headers['metadata-flavor'] !== 'Google') return null;
  if (pathname.endsWith('/identity')) {
    return searchParams.get('audience') === 'snowflakecomputing.com' ? `google-${identity}` : null;
  }
  return pathname.startsWith('/computeMetadata/') ? 'ok' : null;
}

function ofEc2(method: string, path: string, headers: http.IncomingHttpHeaders, identity: string): string | null {
  if (path === '/latest/api/token') return method === 'PUT' ? SESSION : null;
  if (headers['x-aws-ec2-metadata-token'] !== SESSION) return null;
  if (path === '/latest/meta-data/placement/region') return REGION;
  const role = '/latest/meta-data/iam/security-credentials/';
  if (path === role) return 'smallex-role';
  if (path !== `${role}smallex-role`) return null;
  return JSON.stringify({
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: `ASIA${identity.toUpperCase().padEnd(12, '0')}`,
    SecretAccessKey: 'canary-aws-secret',
    Token: 'canary-aws-session',
    LastUpdated: new Date().toISOString(),
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  });
}

/**
 * Who a token of the driver says that it is. AWS's is a signed request that Snowflake would send on to STS: whose key
 * signed it is read, as STS would.
 */
export function workloadOf(provider: string, token: string): string {
  if (provider !== 'AWS') return `${provider} ${token}`;
  const { url, headers } = JSON.parse(Buffer.from(token, 'base64').toString()) as {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  const key = /^AWS4-HMAC-SHA256 Credential=(\w+)\/\d{8}\/eu-central-1\/sts\/aws4_request/.exec(
    headers['authorization'] ?? '',
  )?.[1];
  const isForSnowflake = headers['x-snowflake-audience'] === 'snowflakecomputing.com';
  const isSts = url.startsWith(`https://sts.${REGION}.amazonaws.com/?Action=GetCallerIdentity`);
  return `AWS ${isForSnowflake && isSts ? (key ?? '') : ''}`;
}
