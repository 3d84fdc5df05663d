// Writes docs/api.md from the docstrings of what `import 'smallex'` gives. `--check` fails when the file is not that.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = path.join(root, 'docs/api.md');

/** The reference as Markdown: functions, classes and types, in this order, each by name. */
export function apiDocs() {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(root, 'tsconfig.types.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  const program = ts.createProgram(config.fileNames, config.options);
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(path.join(root, 'source/index.ts'));
  const exported = checker
    .getExportsOfModule(checker.getSymbolAtLocation(index))
    .map((symbol) => ({ name: symbol.name, symbol: resolved(checker, symbol) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const kinds = { Functions: [], Classes: [], Types: [] };
  for (const { name, symbol } of exported) kinds[kindOf(symbol)].push(entry(checker, name, symbol));
  const sections = Object.entries(kinds).map(([title, entries]) => `## ${title}\n\n${entries.join('\n')}`);
  return `${HEAD}\n${sections.join('\n')}`.replace(/\n{3,}/g, '\n\n');
}

const HEAD = `# The library

\`import { … } from 'smallex'\` gives the backends, sessions, profiles and SQL splitting, without the interface. This page is made from the
docstrings by \`node scripts/api-docs.js\`.
`;

function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function kindOf(symbol) {
  if (symbol.flags & ts.SymbolFlags.Function) return 'Functions';
  return symbol.flags & ts.SymbolFlags.Class ? 'Classes' : 'Types';
}

function entry(checker, name, symbol) {
  const declaration = symbol.declarations[0];
  const signature = ts.isFunctionDeclaration(declaration) ? withoutBody(declaration) : '';
  const lines = [`### ${name}`, '', ...(signature ? ['```ts', signature, '```', ''] : []), ...docOf(checker, symbol)];
  const members =
    ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) ? declaration.members : [];
  for (const member of members) lines.push(...memberLines(checker, member));
  if (ts.isTypeAliasDeclaration(declaration)) lines.push('```ts', declaration.getText().replace(/^export /, ''), '```');
  return `${lines.join('\n')}\n`;
}

function memberLines(checker, member) {
  const name = member.name?.getText() ?? 'constructor';
  const flags = ts.getCombinedModifierFlags(member);
  if (name.startsWith('#') || flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) return [];
  const signature = signatureOf(checker, member).replace(/\s+/g, ' ').replace(/;$/, '');
  const symbol = member.name && checker.getSymbolAtLocation(member.name);
  const doc = symbol ? docOf(checker, symbol).join(' ').trim() : '';
  return [`- \`${signature}\`${doc ? ` — ${doc}` : ''}`];
}

function signatureOf(checker, member) {
  if (ts.isPropertyDeclaration(member)) {
    return `${member.name.getText()}: ${checker.typeToString(checker.getTypeAtLocation(member))}`;
  }
  const text = member.getText().replace(/^(override |readonly )+/, '');
  return member.body ? text.slice(0, text.length - member.body.getText().length).trim() : text;
}

function withoutBody(declaration) {
  return declaration
    .getText()
    .slice(0, declaration.body ? declaration.body.getStart() - declaration.getStart() : undefined)
    .replace(/^export (async )?/, '')
    .trim();
}

function docOf(checker, symbol) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\n/g, ' ');
  const tags = symbol
    .getJsDocTags(checker)
    .map((tag) => `*@${tag.name}* ${ts.displayPartsToString(tag.text).replace(/\n/g, ' ')}`);
  return [...(text ? [text] : []), ...tags.map((tag) => tag.trim()), ''];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const docs = apiDocs();
  if (!process.argv.includes('--check')) writeFileSync(target, docs);
  else if (readFileSync(target, 'utf8') !== docs) {
    console.error('docs/api.md is not what the docstrings say: run node scripts/api-docs.js');
    process.exitCode = 1;
  }
}
