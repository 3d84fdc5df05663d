import { describe, expect, test } from 'vitest';
import type { EngineName } from '../../../source/backends/base.js';
import { META_COMMANDS, readScript, ScriptReader } from '../../../source/meta/index.js';
import { completeness, splitStatements } from '../../../source/sql/index.js';

const KINDS: Readonly<Record<EngineName, readonly ((n: number) => string)[]>> = {
  snowflake: [
    (n) => `select ${n}, ';', "a;b", $$ c; $$ from t -- note;`,
    (n) =>
      `begin\n  let x := ${n};\n  if (x > 1) then\n    return x;\n  end if;\nexception\n  when other then\n    return 0;\nend`,
    (n) => `declare\n  y int;\nbegin\n  for i in 1 to ${n} do\n    y := i;\n  end for;\n  return y;\nend`,
    (n) =>
      `create or replace procedure p${n}() returns int language sql as\nbegin\n  case when 1 = 1 then return 1; end case;\nend`,
    (n) =>
      `create or replace procedure q${n}() returns string language javascript as $$\n  var a = 1; // ;\n  return a;\n$$`,
    (n) => `execute immediate $$\nbegin\n  return ${n};\nend;\n$$`,
    (n) =>
      `create task k${n} schedule = '1 minute' as\nbegin\n  insert into t values (1);\n  while (true) do\n    break;\n  end while;\nend`,
    () => 'begin transaction',
    (n) => `insert into t select ${n} // comment; still\n, case when a then 1 else 2 end from s`,
    () => 'commit',
    (n) => `copy into @stage/path/${n}; `.trimEnd().slice(0, -1),
  ],
  databricks: [
    (n) => "select `a;b`, 'it\\'s;', r'\\', " + `${n} /* ; /* nested; */ */`,
    (n) => `begin\n  declare x int default ${n};\n  while x > 0 do\n    set x = x - 1;\n  end while;\nend`,
    (n) =>
      `begin not atomic\n  l: loop\n    leave l;\n  end loop l;\n  if ${n} > 1 then select 1; else select 2; end if;\nend`,
    (n) => `create function f${n}(x int) returns int return case when x > 0 then 1 else 2 end`,
    (n) => `select a:b.c[0]::string, ${n} from t where x != 1`,
  ],
  duckdb: [
    (n) => `select $tag$ ; $$ ; $tag$, E'\\';', ${n}`,
    () => 'begin',
    (n) => `from range(${n}) select *`,
    () => 'end',
    (n) => `pivot t on a using sum(b) group by c -- ${n};`,
    (n) => `create macro m${n}(a) as case when a then 1 end`,
  ],
};

const ENGINES = Object.keys(KINDS) as EngineName[];
const STATEMENTS = 3_000;

function statementsFor(engine: EngineName): string[] {
  const kinds = KINDS[engine];
  return Array.from({ length: STATEMENTS }, (_, n) => kinds[n % kinds.length]!(n));
}

/** The text of a script; a comment that ends a statement keeps its line, so that its `;` is not part of it. */
function scriptOf(statements: readonly string[]): string {
  return statements.map((sql) => `${sql}\n;\n`).join('\n');
}

/** What Enter at the end of each line would run, as a person types the script line by line. */
function typed(script: string, engine: EngineName): string[] {
  const run: string[] = [];
  let buffer = '';
  for (const line of script.split('\n')) {
    buffer += `${line}\n`;
    if (!completeness(buffer, engine).complete) continue;
    run.push(...readScript(buffer, engine, META_COMMANDS).map((item) => (item.kind === 'sql' ? item.sql : item.text)));
    buffer = '';
  }
  return run;
}

describe.each(ENGINES)('3,000 statements with every kind of block on %s', (engine) => {
  const script = scriptOf(statementsFor(engine));
  const whole = splitStatements(script, { dialect: engine }).map(({ text }) => text);

  test('are so many', () => {
    expect(whole).toHaveLength(STATEMENTS);
  });

  test('are the same typed line by line, in a file, and from a slow writer', () => {
    expect(typed(script, engine)).toEqual(whole);
    const inFile = readScript(script, engine, META_COMMANDS).map((item) =>
      item.kind === 'sql' ? item.sql : item.text,
    );
    expect(inFile).toEqual(whole);
    const reader = new ScriptReader(engine, META_COMMANDS);
    const slow: string[] = [];
    for (let at = 0; at < script.length; at += 37) {
      for (const item of reader.push(script.slice(at, at + 37))) if (item.kind === 'sql') slow.push(item.sql);
    }
    for (const item of reader.end()) if (item.kind === 'sql') slow.push(item.sql);
    expect(slow).toEqual(whole);
  });
});
