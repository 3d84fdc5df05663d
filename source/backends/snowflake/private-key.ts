import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { AuthError } from '../../support/errors.js';
import type { Io } from '../base.js';
import { expandHome, isOpenToOthers, readSecretFile } from './secret-file.js';

const FIELD = 'private_key_path';
const PASSPHRASE = 'private_key_passphrase';

/**
 * The private key of a file as an unencrypted PKCS#8 PEM, which is what the driver signs with. Asks for the passphrase
 * of a key that has one when none was given. Looked at here because the driver passes on raw OpenSSL codes.
 * @throws AuthError with a sentence of its own for each fault; what `io.ask` throws.
 */
export async function readPrivateKey(path: string, passphrase: string | undefined, io: Io): Promise<string> {
  const file = expandHome(path);
  const pem = await readSecretFile(file, 'private key', FIELD);
  if (await isOpenToOthers(file)) {
    io.onEvent({ type: 'notice', message: `Others can read the private key ${file}: chmod 600 closes it.` });
  }
  if (/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem) || /^ssh-(?:rsa|ed25519) /.test(pem)) {
    throw fault(`${file} holds a public key.`, 'Name the private one, usually the file ending in .p8.');
  }
  if (!pem.includes('PRIVATE KEY-----')) {
    throw fault(`${file} is no private key in PEM form.`, 'It should begin with -----BEGIN PRIVATE KEY----- or alike.');
  }
  if (pem.includes('BEGIN OPENSSH PRIVATE KEY')) {
    throw fault(`${file} is an OpenSSH key.`, `Convert a copy of it: ssh-keygen -p -m PKCS8 -f ${file}`);
  }
  const secret = passphrase ?? (isEncrypted(pem) ? await askPassphrase(file, io) : undefined);
  const key = openKey(pem, secret, file);
  if (key.asymmetricKeyType !== 'rsa') {
    throw fault(
      `${file} is a key of type ${key.asymmetricKeyType ?? 'unknown'}; Snowflake takes RSA keys only.`,
      'Make one: openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM -out rsa_key.p8 -nocrypt',
    );
  }
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** The public half, as it stands in `ALTER USER … SET RSA_PUBLIC_KEY`, for hints. */
export function publicKeyText(privatePem: string): string {
  const pem = createPublicKey(privatePem).export({ format: 'pem', type: 'spki' }).toString();
  return pem.replace(/-----[^-]+-----|\s/g, '');
}

function isEncrypted(pem: string): boolean {
  return pem.includes('ENCRYPTED PRIVATE KEY') || /Proc-Type:.*ENCRYPTED/.test(pem);
}

async function askPassphrase(file: string, io: Io): Promise<string> {
  return io.ask({ kind: 'passphrase', field: PASSPHRASE, message: `The private key ${file} needs its passphrase.` });
}

function openKey(pem: string, passphrase: string | undefined, file: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    if (isEncrypted(pem)) {
      throw new AuthError(`The passphrase does not open the private key ${file}.`, {
        field: PASSPHRASE,
        hint: passphrase === '' ? 'The key has one, and none was given.' : 'Check for a wrong or mistyped passphrase.',
        cause: error,
      });
    }
    throw fault(`${file} is damaged: it can't be read as a private key.`, 'Export the key again.', error);
  }
}

function fault(message: string, hint?: string, cause?: unknown): AuthError {
  return new AuthError(message, { field: FIELD, hint, ...(cause !== undefined && { cause }) });
}
