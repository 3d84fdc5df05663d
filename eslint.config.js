import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Imports go one way: a room may import itself and anything to its right. `repl` and `wizard` are neighbours and
// never import each other.
const ROOMS = [
  'commands',
  'wizard',
  'repl',
  'ui',
  'meta',
  'session',
  'profiles',
  'backends',
  'results',
  'sql',
  'support',
];
const ALLOWED = {
  ...Object.fromEntries(ROOMS.map((room, index) => [room, ROOMS.slice(index + 1)])),
  wizard: ['ui', 'session', 'profiles', 'backends', 'results', 'sql', 'support'],
  ui: ['support'],
  sql: [], // pure: imports none of its siblings
};
const DRAWS = new Set(['ui', 'repl', 'wizard']);

function forbiddenIn(room) {
  const group = ROOMS.filter((other) => other !== room && !ALLOWED[room].includes(other)).flatMap((other) => [
    `../${other}/*`,
    `../../${other}/*`,
    `../../../${other}/*`,
  ]);
  const message = `source/${room} may not import this room (docs/decisions.md, "Imports go one way").`;
  return group.length > 0 ? [{ group, message }] : [];
}

const arrows = ROOMS.map((room) => ({
  files: [`source/${room}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: DRAWS.has(room)
          ? [
              {
                name: 'ink',
                importNames: ['useInput', 'usePaste', 'Static'],
                message: 'See DESIGN: we own stdin; no Static.',
              },
            ]
          : ['ink', 'react', '@inquirer/prompts'],
        patterns: forbiddenIn(room),
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test/artifacts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat['recommended-latest']],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A table's index access is checked by noUncheckedIndexedAccess; `!` is used only where a bound was just tested.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/require-await': 'off',
      // The drivers' enums are theirs; their numbers are written down here so that no driver is imported for them.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-control-regex': 'off',
      'no-console': 'error',
    },
  },
  ...arrows,
  {
    files: ['source/{results,sql,support,backends,profiles,session,meta}/**'],
    rules: { 'no-restricted-globals': ['error', { name: 'console', message: 'Talk through events.' }] },
  },
  {
    files: ['test/**', 'bench/**', 'scripts/**'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
