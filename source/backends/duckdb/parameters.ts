import type * as DuckDB from '@duckdb/node-api';
import { ValueError } from '../../support/errors.js';
import type { Parameters, ParameterValue } from '../base.js';

const TYPE_NAME = /^[A-Za-z][A-Za-z0-9_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?(\[\d*\])*$/;

/**
 * Binds named values to a prepared statement; a typed one is cast by DuckDB itself, so that nothing is rounded.
 * @throws ValueError naming every parameter that is missing or not used, and types that DuckDB doesn't have.
 */
export async function bindParameters(
  connection: DuckDB.DuckDBConnection,
  prepared: DuckDB.DuckDBPreparedStatement,
  parameters: Parameters,
): Promise<void> {
  const wanted = Array.from({ length: prepared.parameterCount }, (_, index) => prepared.parameterName(index + 1));
  checkParameterNames(wanted, parameters, '$');
  for (const name of wanted) {
    const index = prepared.parameterIndex(name);
    const parameter = parameters[name]!;
    if (parameter.value === null) prepared.bindNull(index);
    else if (parameter.type === undefined) prepared.bindVarchar(index, parameter.value);
    else prepared.bindValue(index, ...(await cast(connection, name, parameter)));
  }
}

/** @throws ValueError naming the parameters that are missing and those that the statement doesn't use. */
function checkParameterNames(wanted: readonly string[], given: Parameters, sign: string): void {
  const missing = wanted.filter((name) => !(name in given));
  const surplus = Object.keys(given).filter((name) => !wanted.includes(name));
  const list = (names: readonly string[]): string => names.map((name) => sign + name).join(', ');
  if (missing.length > 0) {
    throw new ValueError(`The statement needs a value for ${list(missing)}.`, {
      hint: `Pass it with --param ${missing[0]!}=VALUE (or ${missing[0]!}:TYPE=VALUE).`,
    });
  }
  if (surplus.length > 0) {
    throw new ValueError(`The statement has no parameter ${list(surplus)}.`, {
      hint: wanted.length > 0 ? `It has: ${list(wanted)}.` : `Write ${sign}${surplus[0]!} where the value belongs.`,
    });
  }
}

async function cast(
  connection: DuckDB.DuckDBConnection,
  name: string,
  { value, type = 'VARCHAR' }: ParameterValue,
): Promise<[DuckDB.DuckDBValue, DuckDB.DuckDBType]> {
  if (!TYPE_NAME.test(type)) throw new ValueError(`"${type}" is not a type that a parameter can have.`);
  try {
    const result = await connection.run(`SELECT CAST($1 AS ${type})`, [value]);
    const [row] = await result.getRows();
    return [row?.[0] ?? null, result.columnType(0)];
  } catch (cause) {
    throw new ValueError(`The value of $${name} can't be read as ${type}.`, { hint: 'Check --param.', cause });
  }
}
