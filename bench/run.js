// npm run bench [-- name …]: runs bench/NAME.ts (all by default) and prints a table. Each figure stands beside a floor
// or a peer measured in the same run; the ratio is what to compare, absolute figures are this machine's.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../scripts/bundle.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const asked = process.argv.slice(2);
const known = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => path.basename(name, '.ts'));
const names = asked.length > 0 ? asked : known;
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown[0]}". Known: ${known.join(', ')}.`);
  process.exit(2);
}

const out = path.join(folder, '../test/artifacts/bench');
mkdirSync(out, { recursive: true });
console.log('| what | figure | against | ratio |\n|---|---|---|---|');
for (const name of names) {
  const outfile = path.join(out, `${name}.mjs`);
  await bundle(path.join(folder, `${name}.ts`), outfile);
  const { bench } = await import(pathToFileURL(outfile).href);
  for (const row of await bench()) {
    console.log(`| ${row.name} | ${short(row.figure)} ${row.unit} | ${row.against} | ${short(row.ratio)} |`);
  }
}
/** Three digits: more would only be noise. */
function short(figure) {
  return typeof figure === 'number' ? Number(figure.toPrecision(3)) : figure;
}

rmSync(out, { recursive: true, force: true });
