// npm run screenshots: runs the built program in a pty, types, and draws what the terminal shows as docs/images/*.svg
// (and .png in test/artifacts, to look at). Every picture in the docs is made here, so none can show what is not so.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { spawn } from '@lydell/node-pty';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

const root = fileURLToPath(new URL('..', import.meta.url));
const CELL = { width: 8.4, height: 18, font: 14, pad: 12 };
const COLORS = ['#1d1f21', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d7dae0'];
const BRIGHT = ['#7f848e', '#ef8e95', '#b5dfa0', '#f0d399', '#8cc8f5', '#d8a0e6', '#86d3dc', '#ffffff'];
const FOREGROUND = '#d7dae0';
const BACKGROUND = '#1d1f21';

const SCENES = [
  {
    name: 'prompt',
    args: ['demo'],
    size: [100, 26],
    steps: [
      wait('demo duckdb'),
      type(
        "select country, count(*) as customers, min(since) as first\nfrom customers where name <> 'NULL' group by all order by 2 desc;\r",
      ),
      wait('5 rows'),
      type('select order_id, amnt from orders;\r'),
      wait('Error'),
    ],
  },
  {
    name: 'completion',
    args: ['demo'],
    size: [90, 16],
    steps: [
      wait('demo duckdb'),
      type('select c.country, sum(o.amount) as revenue\nfrom orders o join customers c on '),
      wait('c on'),
      type('\t'),
      wait('chooses'),
    ],
  },
  {
    name: 'setup',
    args: ['setup'],
    size: [86, 18],
    steps: [wait('Which engine'), type('\r'), wait('How do you log in')],
  },
  {
    name: 'wide',
    args: ['demo'],
    size: [80, 30],
    steps: [wait('demo duckdb'), type('select * from wide limit 12;\r'), wait('12 rows')],
  },
  {
    name: 'chart',
    args: ['demo'],
    size: [90, 24],
    steps: [
      wait('demo duckdb'),
      type(
        "select country, sum(amount) as revenue from orders join customers using (customer_id)\nwhere status = 'paid' group by all order by 2 desc \\chart bar\r",
      ),
      wait('│ █'),
      type(
        "select date_trunc('week', ordered_at) as week, count(*) as orders, sum(amount) as revenue\nfrom orders where customer_id < 60 group by all order by 1 \\chart spark\r",
      ),
      wait('│ 3 … '),
    ],
  },
  {
    name: 'local',
    args: ['demo'],
    size: [108, 26],
    steps: [
      wait('demo duckdb'),
      type('select country, sum(amount) as revenue from orders join customers using (customer_id) group by all;\r'),
      wait('5 rows'),
      type('select country, count(*) as customers from customers group by all;\r'),
      wait('country │ customers'),
      type(
        '\\local select country, (revenue / customers)::decimal(9, 2) as each from last2 join last using (country)\r',
      ),
      wait('│    each'),
    ],
  },
  {
    name: 'grid',
    args: ['demo'],
    size: [110, 22],
    steps: [
      wait('demo duckdb'),
      type("select * from orders where status <> 'new';\r"),
      wait('rows'),
      type('\u001bOR'),
      wait('? keys'),
      type('llll'),
      type('s'),
      wait('sorted by'),
      type('h='),
      wait('only status'),
      type('l'),
    ],
  },
  {
    name: 'grid-json',
    args: ['demo'],
    size: [80, 14],
    steps: [
      wait('demo duckdb'),
      type('select * from events;\r'),
      wait('rows'),
      type('\u001bOR'),
      wait('? keys'),
      type('ll\r'),
      wait('Enter folds'),
    ],
  },
  {
    name: 'grid-statistics',
    args: ['demo'],
    size: [80, 12],
    steps: [
      wait('demo duckdb'),
      type('select * from orders;\r'),
      wait('rows'),
      type('\u001bOR'),
      wait('? keys'),
      type('lllli'),
      wait('mean'),
    ],
  },
];

function type(text) {
  return ({ pty }) => pty.write(text.replaceAll('\n', '\u001b\r'));
}

function wait(text) {
  return async ({ screen }) => {
    const deadline = Date.now() + 20_000;
    while (!screen().includes(text)) {
      if (Date.now() > deadline) throw new Error(`"${text}" did not come:\n${screen()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
}

async function draw({ name, args, size: [columns, rows], steps }) {
  const home = mkdtempSync(path.join(tmpdir(), 'smallex-pictures-'));
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const pty = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], {
    cols: columns,
    rows,
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      SMALLEX_HOME: home,
      SMALLEX_KEYRING: 'off',
      TERM: 'xterm-256color',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
    },
  });
  pty.onData((data) => terminal.write(data));
  const lines = () =>
    Array.from({ length: rows }, (_, row) => terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row));
  const screen = () =>
    lines()
      .map((line) => line?.translateToString(true) ?? '')
      .join('\n');
  try {
    for (const step of steps) await step({ pty, screen });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const svg = toSvg(lines(), columns);
    mkdirSync(path.join(root, 'docs/images'), { recursive: true });
    mkdirSync(path.join(root, 'test/artifacts'), { recursive: true });
    writeFileSync(path.join(root, `docs/images/${name}.svg`), svg);
    writeFileSync(
      path.join(root, `test/artifacts/${name}.png`),
      new Resvg(svg, { font: { loadSystemFonts: true }, fitTo: { mode: 'zoom', value: 1.5 } }).render().asPng(),
    );
    console.log(`docs/images/${name}.svg`);
  } finally {
    pty.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

function toSvg(lines, columns) {
  let last = lines.length - 1;
  while (last > 0 && lines[last].translateToString(true) === '') last--;
  const shown = lines.slice(0, last + 1);
  const width = Math.ceil(columns * CELL.width + CELL.pad * 2);
  const height = shown.length * CELL.height + CELL.pad * 2;
  const rows = shown.flatMap((line, row) => runsOf(line, columns).map((run) => drawRun(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${CELL.font}" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Neighbouring cells that look the same. */
function runsOf(line, columns) {
  const runs = [];
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    if (cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const key = JSON.stringify(look);
    const chars = cell.getChars() || ' ';
    const before = runs.at(-1);
    if (before?.key === key && cell.getWidth() === 1) {
      before.text += chars;
      before.cells += 1;
    } else runs.push({ key, look, column, text: chars, cells: cell.getWidth() });
  }
  return runs.filter((run) => run.text.trim() !== '' || run.look.background !== null);
}

function lookOf(cell) {
  const color = (isDefault, isPalette, value, fallback) =>
    isDefault
      ? fallback
      : isPalette
        ? value < 8
          ? COLORS[value]
          : (BRIGHT[value - 8] ?? fallback)
        : `#${value.toString(16).padStart(6, '0')}`;
  let foreground = color(cell.isFgDefault(), cell.isFgPalette(), cell.getFgColor(), FOREGROUND);
  let background = color(cell.isBgDefault(), cell.isBgPalette(), cell.getBgColor(), null);
  if (cell.isInverse()) [foreground, background] = [background ?? BACKGROUND, foreground];
  return {
    foreground,
    background,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

function drawRun({ look, column, text, cells }, row) {
  const x = CELL.pad + column * CELL.width;
  const y = CELL.pad + row * CELL.height;
  const length = cells * CELL.width;
  const box =
    look.background === null
      ? ''
      : `<rect x="${x}" y="${y}" width="${length}" height="${CELL.height}" fill="${look.background}"/>`;
  const style = [
    look.bold && 'font-weight="bold"',
    look.dim && 'opacity="0.6"',
    look.underline && 'text-decoration="underline"',
  ]
    .filter(Boolean)
    .join(' ');
  const words = text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);
  return `${box}<text x="${x.toFixed(1)}" y="${y + CELL.font}" textLength="${length.toFixed(1)}" lengthAdjust="spacingAndGlyphs" fill="${look.foreground}" ${style}>${words}</text>`;
}

// Names of pictures to make; none: all of them.
const wanted = process.argv.slice(2);
for (const scene of SCENES) if (wanted.length === 0 || wanted.includes(scene.name)) await draw(scene);
