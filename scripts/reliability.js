// npm run faults: breaks the doubles at every step of a statement's life; npm run soak: 10,000 statements at the prompt.
// Both print what they do and write their table into docs/reliability.md.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from './bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const [what = 'faults', count = '10000'] = process.argv.slice(2);
const out = path.join(root, 'test/artifacts', what);
mkdirSync(out, { recursive: true });

function bundled(name) {
  return bundle(path.join(root, `test/faults/${name}.ts`), path.join(out, `${name}.mjs`));
}

/** Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`. */
function writeInto(name, markdown) {
  const file = path.join(root, 'docs/reliability.md');
  const text = readFileSync(file, 'utf8');
  const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  writeFileSync(
    file,
    text.replace(between, (_, start, end) => `${start}\n${markdown}\n\n${end}`),
  );
}

/** What is kept on disk, under writers at once, kill -9, a full disk and broken files. */
async function storeFaults() {
  const store = await import(pathToFileURL(await bundled('store')).href);
  const results = await store.storeFaults(await bundled('store-writer'), (line) => console.log(line));
  writeInto('store', store.storeTable(results));
  if (results.some(({ lost }) => lost.length > 0)) throw new Error('Something was lost: see above.');
}

try {
  if (what === 'soak') {
    const { soak, soakTable } = await import(pathToFileURL(await bundled('soak')).href);
    const points = await soak(Number(count), 10, await bundled('soak-server'));
    console.log(soakTable(points));
    if (count === '10000') writeInto('soak', soakTable(points));
  } else if (what === 'store') {
    await storeFaults();
  } else {
    await storeFaults();
    const { faults } = await import(pathToFileURL(await bundled('main')).href);
    const { markdown, wrong, tried } = await faults((line) => console.log(line));
    writeInto('faults', `${tried} faults tried.\n\n${markdown}`);
    console.log(`${tried} faults tried, ${wrong} things wrong.`);
    process.exitCode = wrong === 0 ? 0 : 1;
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit();
