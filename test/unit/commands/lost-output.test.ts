import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { hearErrors } from '../../../source/commands/lost-output.js';

function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
  });
}

test('a full disk is told in a sentence, and ends no program by an unheard error', async () => {
  const stream = failing('ENOSPC');
  const lost = hearErrors(stream);
  stream.write('text');
  expect((await lost())?.message).toBe('The disk is full: the output was not written.');
});

test('a reader that went away is no failure', async () => {
  const stream = failing('EPIPE');
  const lost = hearErrors(stream);
  stream.write('text');
  expect(await lost()).toBeNull();
});

test('one listener is put on a stream, however often it is asked for', () => {
  const stream = failing('EPIPE');
  for (let count = 0; count < 3; count++) hearErrors(stream);
  expect(stream.listenerCount('error')).toBe(1);
});
