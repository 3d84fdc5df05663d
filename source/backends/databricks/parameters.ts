import { placeholders } from '../../sql/index.js';
import { ValueError } from '../../support/errors.js';
import type { Parameters } from '../base.js';

/** @throws ValueError naming each parameter of the statement without a value, and each value without a parameter. */
export function checkParameters(sql: string, parameters: Parameters): void {
  const given = Object.keys(parameters);
  const wanted = placeholders(sql, 'databricks');
  const faults = [
    ...wanted.filter((name) => !given.includes(name)).map((name) => `There is no value for the parameter :${name}.`),
    ...given.filter((name) => !wanted.includes(name)).map((name) => `The statement has no parameter :${name}.`),
  ];
  if (faults.length === 0) return;
  const hint = wanted.length > 0 ? `Its parameters are: ${wanted.map((name) => `:${name}`).join(', ')}.` : undefined;
  throw new ValueError(faults.join(' '), { hint });
}
