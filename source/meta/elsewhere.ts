/**
 * Commands of psql, the DuckDB shell and SnowSQL that are none here, each with what does the same: a sentence that
 * follows “There is no command …”. Names that are commands here (`.tables`, `!spool`) stand in `commands/`.
 */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...same('\\g FILE behind the statement writes its rows to a file: select 1 \\g one.csv', '.once', '.excel', '\\w'),
  ...same(
    'The names of the columns are always written; \\x on shows each row as a list.',
    '.headers',
    '.header',
    '\\t',
  ),
  ...same(
    '\\pset border none shows no lines, \\pset format csv other formats.',
    '\\a',
    '\\H',
    '\\f',
    '\\C',
    '\\T',
    '.html',
  ),
  ...same('\\x on shows each row as a list of its values, \\x off a table.', '.columns', '.rows', '\\crosstabview'),
  ...same('\\pset format tsv puts a tab between values, \\pset format csv a comma.', '.separator'),
  ...same('\\pset digitgroups on puts digits in groups of three.', '.thousand_sep', '.large_number_rendering'),
  ...same('Decimals have a point, as SQL does.', '.decimal_sep'),
  ...same('\\pset maxwidth 40 says how wide a column may be.', '.width'),
  ...same('export database ‘folder’; writes everything, \\export FILE one result.', '.dump', '.save', '.backup'),
  ...same('attach ‘file.duckdb’ as x; and \\use x open one more; \\c file.csv reads a file of data.', '.open'),
  ...same('attach ‘file.duckdb’ as x; reads it beside this one.', '.clone', '.restore', '.recover'),
  ...same('\\d+ NAME shows the keys and indexes of a table, and the text of a view.', '.indexes', '.indices', '.lint'),
  ...same('\\d+ NAME shows the keys and indexes of a table, and the text of a view.', '\\di', '\\sv', '.fullschema'),
  ...same('\\df PATTERN lists functions with their arguments.', '\\sf', '\\da', '\\do', '\\ef'),
  ...same('\\dv lists views, materialized ones too.', '\\dm', '\\ev'),
  ...same('\\pset types on shows the types of a result, \\d NAME those of a table.', '\\gdesc', '\\dT', '\\dD'),
  ...same('show grants on table NAME; tells who may do what.', '\\z', '\\dp', '\\ddp'),
  ...same('from duckdb_extensions(); lists the extensions of DuckDB.', '\\dx'),
  ...same('\\import FILE TABLE loads a file, \\export FILE SELECT … writes one.', '\\copy'),
  ...same('\\s lists what was run, \\e edits the last statement.', '\\p', '.log'),
  ...same('--on-error continue goes on after a failed statement, --on-error stop ends there.', '.bail'),
  ...same('The number of rows changed is always told.', '.changes', '.stats'),
  ...same('\\conninfo names the engine and its version, smallex --version this program.', '.version', '\\copyright'),
  ...same('smallex --read-only changes nothing.', '.safe_mode'),
  ...same('NO_COLOR=1 in the environment switches colours off.', '.highlight', '.highlight_results', '.binary'),
  ...same('NO_COLOR=1 in the environment switches colours off.', '.highlight_errors', '.highlight_colors', '.keyword'),
  ...same('Enter breaks the line until a ; stands at the end.', '.multiline', '.singleline'),
  ...same('\\grid (F3) shows the last result on the whole screen.', '.ui', '.ui_command'),
  ...same('\\echo says a text.', '\\qecho', '.echo'),
  ...same('Files and the terminal are UTF-8.', '\\encoding', '.utf8'),
  ...same('alter user … set password changes it; smallex setup --edit NAME enters the new one.', '\\password'),
  ...same('There are no conditions and loops: a script in your shell can run smallex -c.', '\\if', '\\elif', '\\else'),
  ...same('There are no conditions and loops: a script in your shell can run smallex -c.', '\\endif', '\\gexec'),
  ...same(
    '--param name=value binds a value, \\n NAME name=value one of a saved query.',
    '\\bind',
    '.parameter',
    '.param',
  ),
  ...same('The whole error is always shown.', '\\errverbose', '.render_errors'),
  ...same(
    '\\cd changes the folder; other variables of the environment are set before the start.',
    '\\setenv',
    '\\getenv',
  ),
  ...same('\\c PROFILE goes on with another profile, \\q quits.', '!disconnect'),
  ...same('\\prompt ‘Go on?’ x waits for an answer.', '!pause', '!sleep', '.sleep'),
};

function same(sentence: string, ...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, sentence.replaceAll(/[‘’]/g, "'")]));
}

/** What does here what a command of another program does; undefined for one that nobody has. */
export function insteadOf(name: string): string | undefined {
  return Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
}

/** All of them, by name: none may become a command here without leaving this list. */
export const ELSEWHERE_NAMES: readonly string[] = Object.keys(ELSEWHERE);
