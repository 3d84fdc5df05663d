import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { ProfileStore } from '../../../source/profiles/store.js';
import type { Asker } from '../../../source/wizard/plain/asker.js';
import { plainFace } from '../../../source/wizard/plain/face.js';
import { lineAsker } from '../../../source/wizard/plain/line-asker.js';
import { runWizard } from '../../../source/wizard/run.js';
import { temporaryFolder } from '../profiles/folder.js';
import { FakeBackend, FakeServer, PlainBackend } from './fake-backend.js';

/** A busy machine may take seconds to import what is needed first. */
const PATIENT = { timeout: 20_000, interval: 2 };

/** Answers from a list, and a record of everything that was said and asked. */
function scripted(answers: readonly (string | null)[]): Asker & { readonly record: string[] } {
  const left = [...answers];
  const record: string[] = [];
  const next = (message: string): string | null => {
    const answer = left.shift() ?? null;
    record.push(`? ${message}`);
    return answer;
  };
  return {
    record,
    say: (text) => void record.push(...text.split('\n')),
    text: async ({ message, initial }) => {
      const answer = next(message);
      return answer === '' ? initial : answer;
    },
    lines: async ({ message }) => next(message),
    choice: async ({ message, choices, initial }) => {
      const answer = next(`${message} [${choices.map(({ label }) => label).join(', ')}]`);
      return answer === '' ? initial : (choices.find(({ label }) => label === answer)?.value ?? null);
    },
  };
}

async function run(answers: readonly (string | null)[], lists: FakeServer['lists'] = {}) {
  const server = new FakeServer();
  server.lists = lists;
  const asker = scripted(answers);
  const outcome = await runWizard({
    face: plainFace(asker),
    store: new ProfileStore({ file: join(temporaryFolder(), 'profiles.json') }),
    io: {
      env: { SMALLEX_KEYRING: 'off' },
      backends: { snowflake: () => new FakeBackend(server), duckdb: () => new PlainBackend(server) },
    },
  });
  return { server, outcome, record: asker.record };
}

describe('the plain wizard', () => {
  it('takes a pasted text, says once what it took, and goes on at the first that it lacks', async () => {
    const { outcome, record } = await run(
      ['Paste what you have', 'fake:org:me:right', '', '', '', 'work', '', 'Nowhere'],
      { role: [{ name: 'R' }] },
    );
    expect(outcome).toMatchObject({ kind: 'saved', profile: { name: 'work', connection: { account: 'ORG' } } });
    const taken = record.filter((line) => line.startsWith('Taken from your text'));
    expect(taken).toEqual([
      'Taken from your text: Fakeflake, Login Password, Account ORG, User me, Password ••••••••.',
    ]);
    expect(record.join('\n')).not.toMatch(/\? (Account|User|Password)|right/);
  });

  it('asks the same questions in the same order, and says each thing once', async () => {
    const { outcome, record } = await run(
      ['Fakeflake', 'Password', 'org', 'me', 'right', 'R', '', '', 'work', 'Staging', 'Nowhere'],
      { role: [{ name: 'R' }] },
    );
    expect(outcome).toMatchObject({ kind: 'saved', profile: { name: 'work', connection: { role: 'R' } } });
    expect(record.filter((line) => line.startsWith('?')).map((line) => line.replace(/ [[(].*/, ''))).toEqual([
      '? Which engine would you like to connect to?',
      '? How do you log in to Fakeflake?',
      '? Account',
      '? User',
      '? Password',
      '? Role',
      '? Warehouse',
      '? Schema',
      '? What shall this connection be called?',
      '? What kind of data is behind it?',
      '? Where shall the password be kept?',
    ]);
    expect(record.filter((line) => /^ok Log in \d+ ms$/.test(line))).toHaveLength(1);
    expect(record.at(-2)).toBe('Saved as "work", which opens when no profile is named.');
    expect(record.join()).not.toContain('right');
  });

  it('goes back, corrects in place, and types where a list is offered', async () => {
    const { server, outcome, record } = await run(
      [
        ...['Fakeflake', 'Password', 'org', '<', 'other', 'me', 'wrong', 'Change: Password', 'right'],
        ...['Type a name', 'TYPED', '', '', 'w', '', 'Nowhere'],
      ],
      { role: [{ name: 'R' }] },
    );
    expect(server.logins).toEqual(['wrong', 'right']);
    expect(outcome).toMatchObject({ profile: { connection: { account: 'OTHER', role: 'TYPED' } } });
    expect(record).toContain('Error: Incorrect user or password.');
    expect(record).toContain('FAILED Log in 1 ms'.replace('1', /FAILED Log in (\d+) ms/.exec(record.join('\n'))![1]!));
  });

  it('says what is wrong with an answer and asks again', async () => {
    const { outcome, record } = await run(['Fakeflake', 'Password', 'a b', 'org', null]);
    expect(outcome.kind).toBe('left');
    expect(record.filter((line) => line.startsWith('? Account'))).toHaveLength(2);
    expect(record).toContain('Error: An account has no spaces.');
    expect(record.at(-2)).toBe('Nothing was saved.');
  });
});

describe('questions as lines', () => {
  const signal = new AbortController().signal;

  function streams() {
    const input = new PassThrough();
    const output = new PassThrough();
    const asker = lineAsker({ input: input as unknown as ReadStream, output });
    return { input, asker, written: () => String(output.read() ?? '') };
  }

  it('write no escape sequence', async () => {
    const { input, asker, written } = streams();
    const answer = asker.text({ message: 'Account \u001b[31m', secret: false, initial: 'org', signal });
    input.write('\n');
    expect(await answer).toBe('org');
    expect(written()).toBe('Account ␛[31m (Enter: org; - for none): ');
  });

  it('take "-" for nothing where something stands', async () => {
    const { input, asker } = streams();
    const answer = asker.text({ message: 'Role', secret: false, initial: 'R', signal });
    input.write('-\n');
    expect(await answer).toBe('');
  });

  it('take a number for a choice, and ask again for another', async () => {
    const { input, asker, written } = streams();
    const choices = [
      { value: 'a', label: 'A', help: 'first' },
      { value: 'b', label: 'B' },
    ];
    const answer = asker.choice({ message: 'Which?', choices, initial: 'b', signal });
    input.write('7\n');
    await expect.poll(written, PATIENT).toContain('Type a number from 1 to 2.');
    input.write('\n');
    expect(await answer).toBe('b');
  });

  it('never show a secret', async () => {
    const { input, asker, written } = streams();
    const answer = asker.text({ message: 'Password', secret: true, initial: '', signal });
    input.write('s3cx\u007fret\r');
    expect(await answer).toBe('s3cret');
    expect(written()).toBe('Password (not shown): \n');
    const left = asker.text({ message: 'Password', secret: true, initial: '', signal });
    input.write('\u0003');
    expect(await left).toBeNull();
  });

  it('take a text of many lines up to an empty one, a single one at its end, and show neither', async () => {
    const { input, asker, written } = streams();
    const block = asker.lines({ message: 'Paste', signal });
    input.write('[prod]\raccount = "a"\r\npassword = "s3cret"\r');
    input.write('\r');
    expect(await block).toBe('[prod]\naccount = "a"\npassword = "s3cret"');
    const url = asker.lines({ message: 'Paste', signal });
    input.write('snowflake://ada:s3cret@acme?role=R\r');
    expect(await url).toBe('snowflake://ada:s3cret@acme?role=R');
    const command = asker.lines({ message: 'Paste', signal });
    input.write('snow connection add \\\r');
    input.write('--account a\r\r');
    expect(await command).toBe('snow connection add \\\n--account a');
    expect(written()).not.toContain('s3cret');
  });

  it('end with their signal', async () => {
    const abort = new AbortController();
    const { asker } = streams();
    const left = asker.text({ message: 'x', secret: false, initial: '', signal: abort.signal });
    abort.abort();
    expect(await left).toBeNull();
  });
});
