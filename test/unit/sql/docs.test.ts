import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { STATEMENTS } from '../../../source/sql/statements.js';

/** The table of docs/sql.md, from the rules themselves. */
function statementTable(): string[] {
  const rows = STATEMENTS.map(({ verb, dialects, kind, rows: answers, note }) => {
    const engines = dialects?.join(', ') ?? 'all';
    return `| ${verb} | ${engines} | ${kind} | ${answers ? 'yes' : ''} | ${note ?? ''} |`;
  });
  return ['| Statement | Engines | Kind | Rows | |', '| --- | --- | --- | --- | --- |', ...rows];
}

it('docs/sql.md holds the table of statements as the rules have it', () => {
  const page = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
  const shown = page.split('\n').filter((line) => line.startsWith('|'));
  const plain = (line: string) => line.replace(/\s+/g, ' ').replace(/-+/g, '-').trim();
  const wanted = statementTable().map(plain);
  const start = shown.map(plain).indexOf(wanted[0]!);
  expect(shown.map(plain).slice(start, start + wanted.length)).toEqual(wanted);
});
