// A long list is shown once a key can search it.
import { expect, test, vi } from 'vitest';
import { Completion } from '../../../../source/repl/completion/completion.js';
import { ReadyLists } from '../../../../source/repl/completion/ready-lists.js';
import { createEditor } from '../../../../source/repl/editor/state.js';
import { createStore } from '../../../../source/repl/store.js';
import { catalogOf, type Known, type Listing, type ListingRequest } from '../../../../source/session/catalog/index.js';
import { openSession } from '../../../../source/session/index.js';
import { createKeymap } from '../../../../source/ui/keys/keymap.js';
import { CLIENT } from './proposals.js';

const TABLES: ListingRequest = { kind: 'tables' };

function list(count: number, lead: string): readonly Known[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${lead}_${index}`, type: 'table' }));
}

function ready(entries: readonly Known[]): Listing {
  return { state: 'ready', entries, age: 0 };
}

test('a short list is there at once', () => {
  const listing = ready(list(1_000, 'a'));
  const view = new ReadyLists(() => undefined).view({ catalog: 'c', schema: 's', read: () => listing }, 'me');
  expect(view.read(TABLES)).toBe(listing);
});

test('a long list loads until it is prepared, and is told of once', async () => {
  const arrived = vi.fn();
  const listing = ready(list(50_000, 'a'));
  const view = new ReadyLists(arrived).view({ catalog: 'c', schema: 's', read: () => listing }, 'me');
  expect(view.read(TABLES)).toMatchObject({ state: 'loading', entries: [] });
  expect(view.read(TABLES).state).toBe('loading');
  await vi.waitFor(() => expect(arrived).toHaveBeenCalled(), { timeout: 20_000 });
  expect(view.read(TABLES)).toBe(listing);
  await new Promise((resolve) => setImmediate(resolve));
  expect(arrived).toHaveBeenCalledTimes(1);
});

test('meanwhile the list before it stays, where it was asked for by the same person in the same place', async () => {
  let listing = ready(list(3_000, 'old'));
  const lists = new ReadyLists(() => undefined);
  const plain = { catalog: 'c', schema: 's', read: () => listing };
  const here = lists.view(plain, 'here');
  const there = lists.view(plain, 'there');
  here.read(TABLES);
  await vi.waitFor(() => expect(here.read(TABLES).state).toBe('ready'));
  const before = listing.entries;
  listing = ready(list(3_001, 'new'));
  expect(here.read(TABLES)).toEqual({ state: 'loading', entries: before, age: 0 });
  expect(there.read(TABLES)).toEqual({ state: 'loading', entries: [], age: 0 });
  await vi.waitFor(() => expect(here.read(TABLES)).toBe(listing));
});

test('the list of another session is not shown meanwhile, though both are in a place of the same name', async () => {
  const open = async (lead: string) => {
    const session = await openSession({ engine: 'duckdb', connection: { path: ':memory:' } });
    const many = Array.from({ length: 1_300 }, (_, index) => `create table ${lead}_${index} (a int)`);
    await (await session.connection.execute(many.join(';'))).close();
    return session;
  };
  const [mine, other] = [await open('mine'), await open('other')];
  try {
    let session = mine;
    const state = createEditor('select * from ');
    const editor = createStore({ state });
    const completion = new Completion({
      session: () => session,
      catalog: catalogOf,
      client: CLIENT,
      keymap: createKeymap(),
      editor,
    });
    const shown = (): string => (completion.menu.get().open?.items ?? []).map(({ label }) => label).join(' ');
    completion.tab(state);
    await vi.waitFor(() => expect(shown()).toContain('mine_0'), { timeout: 20_000 });
    completion.close();
    catalogOf(other).want([TABLES]);
    await vi.waitFor(() => expect(catalogOf(other).peek(TABLES).state).toBe('ready'), { timeout: 20_000 });
    session = other;
    completion.tab(state);
    expect(shown()).not.toContain('mine_');
    await vi.waitFor(() => expect(shown()).toContain('other_0'), { timeout: 20_000 });
  } finally {
    await mine.close();
    await other.close();
  }
});
