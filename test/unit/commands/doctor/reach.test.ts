import { createServer as createHttps, type Server } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reachFindings } from '../../../../source/commands/doctor/reach.js';
import { makeCertificate } from '../../../doubles/tls.js';
import { profileOf, temporaryFolder } from '../../profiles/folder.js';

const workspace = (port: number, more: Record<string, string> = {}) =>
  profileOf('lake', {
    engine: 'databricks',
    connection: { auth_mode: 'token', server_hostname: 'localhost', port, ...more },
  });

async function serverAt(date: () => Date): Promise<{ readonly port: number; readonly caFile: string }> {
  const { key, cert } = await makeCertificate([]);
  const server: Server = createHttps({ key, cert }, (_request, response) => {
    response.sendDate = false;
    response.setHeader('Date', date().toUTCString());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const caFile = join(temporaryFolder(), 'ca.pem');
  writeFileSync(caFile, cert);
  return { port: (server.address() as AddressInfo).port, caFile };
}

describe('doctor NAME', () => {
  it('goes through DNS, TCP, TLS and the clock', async () => {
    const { port, caFile } = await serverAt(() => new Date());
    const findings = await reachFindings(workspace(port, { ca_file: caFile }), {});
    expect(findings.map(({ topic, level }) => `${topic} ${level}`)).toEqual(['DNS ok', 'TCP ok', 'TLS ok', 'Clock ok']);
    expect(findings[2]?.message).toMatch(/^TLSv1\.3, certificate until .*: smallex test/);
  });

  it('shows the chain of a certificate that isn’t trusted, and the variable that mends it', async () => {
    const { port } = await serverAt(() => new Date());
    const last = (await reachFindings(workspace(port), {})).at(-1);
    expect(last).toMatchObject({ topic: 'TLS', level: 'problem' });
    expect(last?.message).toContain('SELF_SIGNED');
    expect(last?.next).toContain('NODE_EXTRA_CA_CERTS');
  });

  it('measures a clock that is wrong', async () => {
    const { port, caFile } = await serverAt(() => new Date(Date.now() + 600_000));
    const last = (await reachFindings(workspace(port, { ca_file: caFile }), {})).at(-1);
    expect(last).toMatchObject({ topic: 'Clock', level: 'problem' });
    expect(last?.message).toMatch(/(?:599|600|601) s behind/);
  });

  it('says that nobody listens, or that what listens speaks no TLS', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('hello\r\n', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await reachFindings(workspace(port), {})).at(-1)).toMatchObject({ topic: 'TLS', level: 'problem' });
    await new Promise((resolve) => server.close(resolve));
    expect((await reachFindings(workspace(port), {})).at(-1)).toMatchObject({
      topic: 'TCP',
      level: 'problem',
      message: `localhost can't be reached on port ${port} (ECONNREFUSED).`,
    });
  });

  it('tries nothing behind a proxy, and needs nothing for DuckDB', async () => {
    const far = profileOf('far', { engine: 'snowflake', connection: { account: 'acme-prod' } });
    expect(await reachFindings(far, { HTTPS_PROXY: 'http://proxy:1' })).toMatchObject([
      { level: 'warning', message: expect.stringContaining('acme-prod.snowflakecomputing.com') },
    ]);
    expect(await reachFindings(profileOf('duck'), {})).toMatchObject([{ level: 'ok' }]);
  });
});
