import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportedProfile, readSharedFile } from '../../../source/profiles/shared-file.js';
import { profileOf, temporaryFolder } from './folder.js';

const profile = profileOf('sales', {
  engine: 'snowflake',
  connection: {
    auth_mode: 'key_pair',
    account: 'acme-prod',
    user: 'ada',
    private_key_path: '/home/ada/.ssh/sf.p8',
    ca_file: '/home/ada/ca.pem',
    warehouse: 'WH',
    proxy_password: 'canary-1',
  },
  secrets: { private_key_passphrase: 'keyring:sales/x', password: 'plain:canary-2', token: 'cmd:["pass","show","sf"]' },
  settings: { environment: 'staging', imported: { from: 'snowflake:x', read: 'y' } },
});

function fileOf(content: unknown): string {
  const file = join(temporaryFolder(), 'team.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('an exported profile', () => {
  it('has no secret, nothing personal and nothing of this machine', () => {
    const { profile: out, left } = exportedProfile(profile, { home: '/home/ada' });
    expect(out.connection).toEqual({
      auth_mode: 'key_pair',
      account: 'acme-prod',
      ca_file: '~/ca.pem',
      warehouse: 'WH',
    });
    expect(out.secrets).toEqual({ token: 'cmd:["pass","show","sf"]' });
    expect(out.settings).toEqual({ environment: 'staging' });
    expect(left).toEqual(['user', 'private_key_path', 'proxy_password', 'private_key_passphrase', 'password']);
  });

  it('of a service user keeps its name and the path of its key', () => {
    const { profile: out } = exportedProfile(profile, { home: '/home/ada', personal: true });
    expect(out.connection).toMatchObject({ user: 'ada', private_key_path: '~/.ssh/sf.p8' });
    expect(JSON.stringify(out)).not.toMatch(/canary|keyring/);
  });
});

it('startup statements go along, but not one that holds a secret', () => {
  const startup = ["SET timezone = 'UTC'", "CREATE SECRET (TYPE s3, SECRET 'canary-6')"];
  const { profile: out, left } = exportedProfile({ ...profile, settings: { startup } });
  expect(out.settings).toEqual({ startup: ["SET timezone = 'UTC'"] });
  expect(left).toContain('startup');
});

describe('reading a shared file', () => {
  it('takes its profiles without secrets, and remembers the file', () => {
    const [read] = readSharedFile(fileOf({ version: 1, profiles: [profile] }));
    expect(JSON.stringify(read)).not.toMatch(/canary|keyring/);
    expect(read!.settings).toEqual({ environment: 'staging', shared: 'team.json' });
  });

  it.each([
    ['no JSON', 'password = "canary-3"'],
    ['another shape', { version: 1, profiles: 'canary-3' }],
    ['a later version', { version: 2, profiles: [] }],
    ['an unknown engine', { version: 1, profiles: [{ name: 'x', engine: 'oracle', secrets: { p: 'canary-3' } }] }],
    ['none', { version: 1, profiles: [] }],
    ['two of one name', { version: 1, profiles: [profile, { ...profile, name: 'SALES' }] }],
  ])('with %s names the file and quotes nothing', (_what, content) => {
    const file = fileOf(content);
    let message = '';
    try {
      readSharedFile(file);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(file);
    expect(message).not.toContain('canary-3');
  });

  it('that is not there says so', () => {
    expect(() => readSharedFile('/nowhere/team.json')).toThrow("/nowhere/team.json can't be read");
  });
});
