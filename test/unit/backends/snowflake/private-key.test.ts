import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENT_IO, type Io, type Question } from '../../../../source/backends/base.js';
import { publicKeyText, readPrivateKey } from '../../../../source/backends/snowflake/private-key.js';

let folder: string;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PLAIN = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ENCRYPTED = rsa.privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' })
  .toString();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smallex-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function keyFile(name: string, pem: string): string {
  const file = join(folder, name);
  writeFileSync(file, pem, { mode: 0o600 });
  return file;
}

describe('readPrivateKey', () => {
  it.each([
    ['PKCS#8', PLAIN, undefined],
    ['PKCS#1', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), undefined],
    ['encrypted PKCS#8', ENCRYPTED, 'right'],
    [
      'encrypted PKCS#1',
      rsa.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' }).toString(),
      'right',
    ],
  ])('reads %s', async (name, pem, passphrase) => {
    await expect(readPrivateKey(keyFile(`${name}.p8`, pem), passphrase, SILENT_IO)).resolves.toBe(PLAIN);
  });

  it('asks for the passphrase of a key that has one', async () => {
    const asked: Question[] = [];
    const io: Io = { ...SILENT_IO, ask: (question) => (asked.push(question), Promise.resolve('right')) };
    await expect(readPrivateKey(keyFile('asks.p8', ENCRYPTED), undefined, io)).resolves.toBe(PLAIN);
    expect(asked).toEqual([expect.objectContaining({ kind: 'passphrase', field: 'private_key_passphrase' })]);
  });

  it.each([
    ['a wrong passphrase', ENCRYPTED, 'wrong', 'private_key_passphrase', /passphrase does not open/],
    ['an empty passphrase', ENCRYPTED, '', 'private_key_passphrase', /passphrase does not open/],
    [
      'a public key',
      rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      undefined,
      'private_key_path',
      /holds a public key/,
    ],
    ['an SSH public key', 'ssh-rsa AAAA ada@host', undefined, 'private_key_path', /holds a public key/],
    [
      'an OpenSSH key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n-----END OPENSSH PRIVATE KEY-----',
      undefined,
      'private_key_path',
      /is an OpenSSH key/,
    ],
    [
      'an elliptic curve key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      undefined,
      'private_key_path',
      /key of type ec; Snowflake takes RSA keys only/,
    ],
    ['garbage', 'hello', undefined, 'private_key_path', /no private key in PEM form/],
    ['a damaged key', PLAIN.replace(/\n[^\n]+\n-----END/, '\n-----END'), undefined, 'private_key_path', /is damaged/],
  ])('has a sentence for %s', async (name, pem, passphrase, field, message) => {
    const file = keyFile(`${name}.bad`, pem);
    await expect(readPrivateKey(file, passphrase, SILENT_IO)).rejects.toMatchObject({
      name: 'AuthError',
      stage: 'login',
      field,
      message: expect.stringMatching(message) as string,
    });
  });

  it('has a sentence for a file that is not there, and one for a folder', async () => {
    await expect(readPrivateKey(join(folder, 'none'), undefined, SILENT_IO)).rejects.toThrow(
      /There is no private key file/,
    );
    await expect(readPrivateKey(folder, undefined, SILENT_IO)).rejects.toThrow(/is a folder/);
  });

  it('knows the home folder by its sign', async () => {
    await expect(readPrivateKey('~/no-such-key.p8', undefined, SILENT_IO)).rejects.toThrow(
      join(homedir(), 'no-such-key.p8'),
    );
  });
});

describe('publicKeyText', () => {
  it('is what ALTER USER wants: base64 without lines and frame', () => {
    const text = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    expect(publicKeyText(PLAIN)).toBe(text);
  });
});
