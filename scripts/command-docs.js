// Writes docs/commands.md from what the \commands and the table of keys say of themselves. `--check` fails when the
// file is not that.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mkdtempSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = path.join(root, 'docs/commands.md');

/** The page as Markdown: commands by group, then keys by where they mean something. */
export async function commandDocs() {
  const { META_COMMANDS, GROUPS, placeOfKeys, PSET_OPTIONS, PROMPT_FIELDS, DEFAULT_PROMPT, BINDINGS, printableChord } =
    await tables();
  const groups = GROUPS.map((group) => {
    const commands = META_COMMANDS.filter((command) => command.group === group);
    return `## ${group}\n\n${commands.map(entry).join('\n')}`;
  });
  const options = PSET_OPTIONS.map(({ name, values, help }) => `| ${name} | ${values.join(', ')} | ${escaped(help)} |`);
  const fields = PROMPT_FIELDS.map(({ name, help }) => `| {${name}} | ${escaped(help)} |`);
  const keys = [...new Set(BINDINGS.map(({ context }) => context))].map((context) => {
    const rows = BINDINGS.filter((binding) => binding.context === context && binding.chords.length > 0);
    const lines = rows.map(
      ({ chords, help }) => `| ${escaped(chords.map(printableChord).join(', '))} | ${escaped(help)} |`,
    );
    return `### ${placeOfKeys(context)}\n\n| keys | what they do |\n|---|---|\n${lines.join('\n')}\n`;
  });
  return [
    HEAD,
    ...groups,
    `## Options of \\pset\n\n| option | values | meaning |\n|---|---|---|\n${options.join('\n')}\n`,
    `## Fields of a prompt\n\n${PROMPT_HEAD(DEFAULT_PROMPT)}\n\n| field | what it shows |\n|---|---|\n${fields.join('\n')}\n`,
    `## Keys\n\n${keys.join('\n')}`,
  ].join('\n');
}

const HEAD = `# Commands and keys

Made by \`node scripts/command-docs.js\` from what the commands say of themselves; \`\\?\` and \`\\? keys\` at the prompt print the same.
Commands work at the prompt, in files (\`-f\`, \`\\i\`) and on stdin. One stands on a line of its own between statements; those marked *ends a statement*
may also take the place of its \`;\`: \`select * from orders \\gx\`. On a line of its own, \`\\g\` sends all that was typed as one statement.
Scripts refuse \`\\!\` and \`|command\` unless they are started with \`--allow-shell\`.

Options that are to hold from the next start on belong into \`smallexrc\` in the folder of the settings, one command a line: \`\\pset --save\` and
\`\\set --save\` write them there. The prompt runs this file when it starts (\`-X\` skips it), scripts never do.

SQL is sent as it is written. Only after \`\\set variables on\` \`:name\`, \`:'name'\` and \`:"name"\` stand for what \`\\set\`, \`\\gset\` and \`\\prompt\` kept;
names that are not set, paths (\`column:field\`) and casts (\`x::int\`) stay even then.

\`\\ds\` lists sequences, as in psql (Databricks has none). \`\\queries\` and \`\\cancel\` are Snowflake's: the other engines have no SQL for them.
`;

const PROMPT_HEAD = (
  usual,
) => `\`\\pset prompt\` and \`\\pset status\` take a text with fields in braces; \`>\` stands behind the prompt, \`*>\` while a
transaction is open. What has no blank in it is one word: a word whose fields all have no value is left out, and where there is no room the least
important words go first (profile, environment, read-only and transaction stay). From the start: \`${usual}\`, and no status. Without a value
each is that again; \`off\` shows nothing.`;

function entry({ names, usage, help, examples = [], sends }) {
  const [first, ...others] = names;
  const lines = [
    `### \`${`${first} ${usage}`.trim()}\``,
    '',
    help + (sends ? ' *Ends a statement.*' : ''),
    ...(others.length > 0 ? ['', `Also: ${others.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(examples.length > 0 ? ['', '```', ...examples, '```'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function escaped(text) {
  return text.replaceAll('|', '\\|');
}

/** The tables are TypeScript: they are bundled on the side, with what they import from node_modules left out. */
async function tables() {
  const folder = mkdtempSync(path.join(root, 'node_modules/.command-docs-'));
  try {
    const outfile = path.join(folder, 'tables.mjs');
    const contents = `
      export { META_COMMANDS } from './source/meta/index.js';
      export { PSET_OPTIONS } from './source/meta/pset-options.js';
      export { DEFAULT_PROMPT, PROMPT_FIELDS } from './source/meta/prompt-template.js';
      export { GROUPS, placeOfKeys } from './source/meta/commands/help.js';
      export { BINDINGS } from './source/ui/keys/bindings.js';
      export { printableChord } from './source/ui/keys/chord.js';`;
    const stdin = { contents, resolveDir: root, loader: 'ts' };
    await build({
      stdin,
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const docs = await commandDocs();
  if (!process.argv.includes('--check')) writeFileSync(target, docs);
  else if (readFileSync(target, 'utf8') !== docs) {
    console.error('docs/commands.md is not what the commands say: run node scripts/command-docs.js');
    process.exitCode = 1;
  }
}
