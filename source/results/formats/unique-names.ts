/**
 * Names of which no two are the same: the second `a` becomes `a_2`, or the next number that is free. `caseless`: for
 * DuckDB and parquet, where `A` and `a` are one name.
 */
export function uniqueNames(names: readonly string[], caseless = false): string[] {
  const fold = (name: string) => (caseless ? name.toLowerCase() : name);
  const given = new Set(names.map(fold));
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(fold(unique)); number++) {
      const next = `${name}_${number}`;
      if (!given.has(fold(next))) unique = next;
    }
    taken.add(fold(unique));
    return unique;
  });
}
