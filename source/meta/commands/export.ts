import { ValueError } from '../../support/errors.js';
import { formatOfFile, FORMATS } from '../../results/formats/index.js';
import type { MetaCall, MetaCommand } from '../command.js';
import { statementOf } from './send.js';

const ENDINGS = FORMATS.map(({ extensions }) => `.${extensions[0]}`);

export const exportCommand: MetaCommand = {
  names: ['\\export'],
  usage: 'FILE [QUERY]',
  group: 'Files',
  raw: true,
  sends: true,
  runs: true,
  help: 'Write all rows of a query (or of the last one) to a file; the format follows its name.',
  arguments: ['file', 'sql'],
  examples: ['\\export orders.csv.gz', '\\export orders.parquet select * from orders'],
  async run(host, call) {
    const { file, sql } = partsOf(call);
    if (formatOfFile(file).format === null) {
      throw new ValueError(`The name "${file}" doesn’t tell a format.`, { hint: `It ends in ${ENDINGS.join(', ')}.` });
    }
    const { sql: query, line } = sql === '' ? statementOf(host, call) : { sql, line: 1 };
    await host.runSql(query, { to: file, line });
  },
};

function partsOf({ name, rest }: MetaCall): { file: string; sql: string } {
  const match = /^(?:'([^']+)'|"([^"]+)"|(\S+))\s*([^]*)$/.exec(rest);
  const file = match?.[1] ?? match?.[2] ?? match?.[3];
  if (file !== undefined) return { file, sql: match?.[4]?.replace(/;\s*$/, '') ?? '' };
  throw new ValueError(`${name} needs the name of a file.`, { hint: `Example: ${name} orders.csv` });
}
