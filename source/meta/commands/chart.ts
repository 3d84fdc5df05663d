import { barChart } from '../../results/charts/bars.js';
import { sparkLines } from '../../results/charts/sparks.js';
import { rowsShown } from '../../results/head-tail.js';
import { ConfigError, ValueError } from '../../support/errors.js';
import type { MetaCall, MetaCommand } from '../command.js';
import type { Host, ResultPart } from '../host.js';

// More rows than that are a table to be summed up first; for a course it is enough that a screen has fewer columns.
const MOST_ROWS = 100_000;
const KINDS = ['bar', 'spark'];

export const chart: MetaCommand = {
  names: ['\\chart'],
  usage: '[bar [LABEL [VALUE]] | spark [COLUMN …]]',
  group: 'Display',
  sends: true,
  help: 'Draw the statement before it (or the last result): a bar a row, or the course of each column of numbers.',
  arguments: [KINDS],
  examples: [
    'select country, count(*) from customers group by all \\chart bar',
    '\\chart bar country customers',
    '\\chart spark amount',
  ],
  async run(host, call) {
    const [kind = 'bar', ...names] = call.args;
    if (!KINDS.includes(kind)) {
      throw new ValueError(`There is no chart "${kind}".`, {
        hint: 'Charts are bar and spark: \\chart bar LABEL VALUE',
      });
    }
    if (kind === 'bar' && names.length > 2) {
      throw new ValueError('\\chart bar takes one column of labels and one of numbers.', {
        hint: 'A name with blanks stands in quotes: \\chart bar "first name" total',
      });
    }
    const { columns, rows, total } = await resultOf(host, call);
    if (rows.length === 0) throw new ValueError('The result has no rows to draw.');
    const { nullText, digitGroups } = host.display;
    host.draw(({ width, rows: height, style }) => {
      if (kind === 'spark') {
        const rest = total > rows.length ? [style.dim(` the first ${count(rows.length)} of ${count(total)} rows`)] : [];
        return [...sparkLines(columns, rows, { width, style, only: names }), ...rest];
      }
      const shown = rows.slice(0, rowsShown(height));
      const [label, value] = names;
      return barChart(columns, shown, total - shown.length, { width, style, nullText, digitGroups, label, value });
    });
  },
};

async function resultOf(host: Host, { buffer }: MetaCall): Promise<ResultPart> {
  if (buffer) {
    const result = await host.read(buffer.sql, MOST_ROWS);
    return { ...result, total: result.rows.length };
  }
  if (host.lastResult) return host.lastResult(MOST_ROWS);
  throw new ConfigError('\\chart needs a statement before it here.', { hint: 'select name, total from t \\chart bar' });
}

function count(rows: number): string {
  return rows.toLocaleString('en-US');
}
