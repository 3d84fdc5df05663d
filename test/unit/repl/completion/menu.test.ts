import { expect, it } from 'vitest';
import { META_COMMANDS, PSET_OPTIONS } from '../../../../source/meta/index.js';
import { candidates, type Found } from '../../../../source/repl/completion/candidates.js';
import { completionContext } from '../../../../source/repl/completion/context.js';
import type { CompletionContext } from '../../../../source/repl/completion/want.js';
import { commonStart, surelyMeant } from '../../../../source/repl/completion/menu.js';
import type { ListingRequest } from '../../../../source/session/catalog/index.js';

/** What is found behind `select * from `, in a schema with these tables. */
function typedOver(typed: string, tables: readonly string[]): { context: CompletionContext; found: Found } {
  const text = `select * from ${typed}`;
  const context = completionContext(text, text.length, 'duckdb', META_COMMANDS)!;
  const entries = tables.map((name) => ({ name, type: 'table' }));
  const read = (request: ListingRequest) =>
    ({
      state: 'ready',
      entries: request.kind === 'tables' && request.catalog !== 'temp' ? entries : [],
      age: 0,
    }) as const;
  const none = (): [] => [];
  const client = {
    commands: META_COMMANDS,
    displayOptions: PSET_OPTIONS,
    profiles: none,
    variables: none,
    files: none,
    savedQueries: none,
    queryParameters: none,
    results: none,
    json: none,
  };
  return { context, found: candidates(context, { catalog: 'db', schema: 'main', read }, client) };
}

const MANY = Array.from({ length: 2_000 }, (_, index) => `sales_web_${index}`);

it('completes what all names have in common, also those that stand behind the entries shown', () => {
  const few = typedOver('sal', ['sales_web_1', 'sales_web_2']);
  expect(commonStart(few.context, few.found)).toBe('sales_web_');
  const many = typedOver('sal', [...MANY, `sales_archive_${'long_'.repeat(10)}`]);
  expect(many.found.items.some(({ label }) => label.startsWith('sales_archive'))).toBe(false);
  expect(commonStart(many.context, many.found)).toBe('sales_');
  const all = typedOver('sal', MANY);
  expect(commonStart(all.context, all.found)).toBe('sales_web_');
});

it('takes nothing for surely meant while another that is not shown begins alike', () => {
  const { context, found } = typedOver('tax', ['tax_report', 'a_tax']);
  const [only] = found.items;
  expect(surelyMeant(context, found)).toBe(only);
  const pool = (name: string) => ({ entries: [{ name, type: 'table' }], kind: 'tables' as const, insert: () => name });
  expect(surelyMeant(context, { ...found, cut: [pool('tax_report'), pool('syntax')] })).toBe(only);
  expect(surelyMeant(context, { ...found, cut: [pool('tax_year')] })).toBeUndefined();
});

it('knows whether more fits than is shown', () => {
  expect(typedOver('sal', MANY).found.cut).toHaveLength(1);
  expect(typedOver('', MANY).found.cut).toHaveLength(1);
  expect(typedOver('', MANY.slice(0, 300)).found.cut).toHaveLength(0);
  expect(typedOver('sales_web_1999', MANY).found.cut).toHaveLength(0);
});
