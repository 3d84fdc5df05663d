import { withoutSecrets } from '../source/support/statement-secrets.js';
import { rowAround } from '../source/repl/editor/layout.js';
import { TOP, windowAround } from '../source/repl/editor/window.js';
import { column } from '../source/results/column.js';
import { headAndTail } from '../source/results/head-tail.js';
import { layoutTable } from '../source/results/table.js';
import { createKeyParser } from '../source/ui/keys/parser.js';
import { PLAIN_STYLE } from '../source/support/style.js';
import { at, press } from '../test/unit/repl/editor/drive.js';
import { propose } from '../test/unit/repl/completion/proposals.js';
import type { Row } from './sql.js';
import { best, lookingOnce } from './support/processor-time.js';

const FRAME_MS = 1000 / 60;

/** Text made to be read again and again by a completion that looks back or ahead without end. */
const NASTY = ['(', '((select', ')))', 'with a as (', 'from from from', '"', "'", 'a.b.c.', ', ,', 'on on', '\\'];

/** What a person may paste, type into, look at or complete in, however long it is. */
export async function bench(): Promise<Row[]> {
  return [paste(), edit(), longLine(), longValue(), ...NASTY.map(completing), ...Object.entries(SECRETS).map(masking)];
}

function paste(): Row {
  const input = `\x1b[200~${'select 1;\r\n'.repeat(950_000)}\x1b[201~`;
  const figure = best(() => {
    const parser = createKeyParser();
    for (let from = 0; from < input.length; from += 65_536) parser.feed(input.slice(from, from + 65_536));
  });
  const against = 'one charCodeAt a character';
  return {
    name: 'a paste of 10 MB in reads of 64 kB',
    figure,
    unit: 'ms',
    against,
    ratio: figure / lookingOnce(input),
  };
}

function edit(): Row {
  const body = 'select 1, \t2 from t where x = 3;\n'.repeat(160_000);
  const figure = best(() => {
    let { state } = press(at('|'), `<paste:${body}>`);
    state = press(state, 'x<backspace><up><up>y<ctrl+home>z<ctrl+end>').state;
    windowAround(state.lines, state.caret, TOP, 70, 20);
  });
  const against = 'splitting it into lines';
  const ratio = figure / best(() => void body.split('\n'));
  return { name: '5 MB pasted, typed into at three places, drawn', figure, unit: 'ms', against, ratio };
}

function longLine(): Row {
  const line = 'select 你好, '.repeat(500_000);
  const keys = 100;
  const all = best(() => {
    for (let key = 0; key < keys; key += 1) rowAround(line, line.length - key * 7 - 1, 77);
  });
  const figure = all / keys;
  return {
    name: 'a key at the end of a line of 5 MB',
    figure,
    unit: 'ms',
    against: 'one frame',
    ratio: figure / FRAME_MS,
  };
}

function longValue(): Row {
  const columns = [
    column({ name: 'a', kind: 'text', typeName: 'TEXT' }),
    column({ name: 'j', kind: 'json', typeName: 'JSON' }),
  ];
  const rows = [['é'.repeat(1e7), `[${'1, '.repeat(3e6)}1]`]];
  const figure = best(
    () => void layoutTable(columns, headAndTail(columns, rows, 6), { width: 79, style: PLAIN_STYLE }),
  );
  return { name: 'a table with values of 10 MB', figure, unit: 'ms', against: 'one frame', ratio: figure / FRAME_MS };
}

function completing(unit: string): Row {
  const time = (times: number): number => {
    const marked = `${unit.repeat(times)}|`;
    return best(() => void propose('snowflake', marked));
  };
  time(10_000);
  return doubled(`completion behind 80,000 × ${unit}`, time(40_000), time(80_000));
}

const SECRETS = {
  'pairs of texts': "('a', 'password'),",
  'open quotes': "'",
  'one long text': 'x',
} as const;

function masking([name, unit]: readonly [string, string]): Row {
  const time = (times: number): number => {
    const sql = `password = '${unit.repeat(times)}`;
    return best(() => void withoutSecrets(sql));
  };
  time(10_000);
  return doubled(`secrets looked for in 200,000 × ${name}`, time(100_000), time(200_000));
}

function doubled(name: string, single: number, figure: number): Row {
  return { name, figure, unit: 'ms', against: 'time of half of it', ratio: figure / single };
}
