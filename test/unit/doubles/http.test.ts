import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpDouble } from '../../doubles/http.js';
import { refusal } from '../../doubles/raw-drivers.js';

let double: HttpDouble;
let url: string;
beforeEach(async () => {
  double = new HttpDouble({
    read: ({ path }, bytes) => ({ kind: path.slice(1), body: bytes.toString() }),
    answer: ({ kind }) => ({ body: { kind } }),
  });
  url = `http://127.0.0.1:${await double.listen()}`;
});
afterEach(() => double.close());

describe('an HTTP double', () => {
  it('keeps and counts what it is asked', async () => {
    await fetch(`${url}/a?x=1`, { method: 'POST', body: 'hello' });
    await fetch(`${url}/b`);
    expect([double.count('a'), double.count('b'), double.count('c')]).toEqual([1, 1, 0]);
    expect(double.requests[0]).toMatchObject({ kind: 'a', method: 'POST', path: '/a', body: 'hello' });
    expect(double.requests[0]?.query.get('x')).toBe('1');
  });

  it('does as it is told, as often as it is told, to the kind it is told', async () => {
    double.misbehave('a', { do: 'status', status: 503, headers: { 'retry-after': '1' } }, { times: 2, after: 1 });
    const codes: number[] = [];
    for (const path of ['a', 'b', 'a', 'a', 'a']) codes.push((await fetch(`${url}/${path}`)).status);
    expect(codes).toEqual([200, 200, 503, 503, 200]);
  });

  it('ends a trouble early', async () => {
    const end = double.misbehave('*', { do: 'status', status: 403 }, { times: Infinity });
    expect((await fetch(`${url}/a`)).status).toBe(403);
    end();
    expect((await fetch(`${url}/a`)).status).toBe(200);
  });

  it('breaks, cuts and spoils answers', async () => {
    double.misbehave('a', { do: 'reset' });
    expect(await refusal(fetch(`${url}/a`))).toMatchObject({ cause: { code: 'ECONNRESET' } });
    double.misbehave('a', { do: 'truncate' });
    expect((await refusal(fetch(`${url}/a`).then((response) => response.text()))).message).toBe('terminated');
    double.misbehave('a', { do: 'malformed' });
    expect(await (await fetch(`${url}/a`)).text()).toBe('{"kind');
    double.misbehave('a', { do: 'html' });
    const page = await fetch(`${url}/a`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    double.misbehave('a', { do: 'answer', answer: ({ path }) => ({ status: 201, body: { path } }) });
    expect(await (await fetch(`${url}/a`)).json()).toEqual({ path: '/a' });
  });

  it('stays silent until it is closed', async () => {
    double.misbehave('a', { do: 'hang' });
    const silent = refusal(fetch(`${url}/a`));
    expect((await fetch(`${url}/b`)).status).toBe(200);
    await double.close();
    expect(await silent).toMatchObject({ message: 'fetch failed' });
    await double.listen(); // so that there is something to close
  });
});
