import { describe, expect, it } from 'vitest';
import { networkFindings } from '../../../../source/commands/doctor/network.js';
import { nodeFinding, terminalFindings } from '../../../../source/commands/doctor/program.js';

const about = (topic: string, env: NodeJS.ProcessEnv) => networkFindings(env).filter((one) => one.topic === topic);

describe('proxies', () => {
  it('names the variable that wins, and those it wins over; never a password', () => {
    const [finding] = about('Proxy', {
      https_proxy: 'http://ada:secret-word@proxy.acme.com:8080',
      HTTPS_PROXY: 'http://old.acme.com:3128',
      NO_PROXY: '.acme.com',
    });
    expect(finding?.level).toBe('ok');
    expect(finding?.message).toMatch(
      /^https_proxy .*proxy\.acme\.com:8080.*wins over HTTPS_PROXY.*NO_PROXY leaves out \.acme\.com/,
    );
    expect(finding?.message).not.toContain('secret-word');
  });

  it('warns of one that https doesn’t use, and of one that is no address', () => {
    expect(about('Proxy', { http_proxy: 'http://p:1' })).toMatchObject([{ level: 'warning' }]);
    expect(about('Proxy', { HTTPS_PROXY: 'http://' })).toMatchObject([{ level: 'problem' }]);
    expect(about('Proxy', {})).toMatchObject([{ level: 'ok' }]);
  });
});

describe('certificates', () => {
  it('says which variable counts, which is lost, and which is dangerous', () => {
    expect(about('Certificates', {})).toMatchObject([{ level: 'ok' }]);
    expect(about('Certificates', { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatchObject([{ level: 'problem' }]);
    expect(about('Certificates', { NODE_EXTRA_CA_CERTS: '/no/such.pem' })).toMatchObject([{ level: 'problem' }]);
    expect(about('Certificates', { REQUESTS_CA_BUNDLE: '/x.pem' })).toMatchObject([{ level: 'warning' }]);
    expect(about('Certificates', { NODE_EXTRA_CA_CERTS: import.meta.filename })).toMatchObject([{ level: 'ok' }]);
  });
});

describe('the program', () => {
  it('knows the oldest Node it runs on', () => {
    expect(nodeFinding('20.20.0').level).toBe('ok');
    expect(nodeFinding('22.1.0').level).toBe('ok');
    expect(nodeFinding('20.19.9').level).toBe('problem');
    expect(nodeFinding('18.20.0').level).toBe('problem');
  });

  it('says what a pipe and a dumb terminal get', () => {
    const stream = (isTTY: boolean) =>
      ({ isTTY, columns: 80, rows: 24, getColorDepth: () => 8 }) as unknown as NodeJS.WriteStream;
    expect(terminalFindings({ TERM: 'xterm' }, stream(false))[0]?.message).toContain('no terminal');
    expect(terminalFindings({ TERM: 'dumb' }, stream(true))[0]?.level).toBe('warning');
    expect(terminalFindings({ TERM: 'xterm-256color', LANG: 'C.UTF-8' }, stream(true))).toMatchObject([
      { level: 'ok', message: 'TERM is xterm-256color, 80 × 24, 256 colours.' },
    ]);
    expect(terminalFindings({ TERM: 'xterm', LANG: 'C' }, stream(true)).at(-1)?.message).toContain('not UTF-8');
  });
});
