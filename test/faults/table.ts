import type { FaultResult } from './run.js';

/** A Markdown table, a line for each step of each engine. */
export function faultTable(results: readonly FaultResult[]): string {
  const groups = new Map<string, FaultResult[]>();
  for (const result of results) {
    const key = `${result.fault.engine}|${result.fault.step}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const lines = [...groups].map(([key, group]) => {
    const [engine = '', step = ''] = key.split('|');
    const count = (ending: FaultResult['ending']): number => group.filter((one) => one.ending === ending).length;
    const works = [...new Set(group.map(({ fault }) => fault.work))].join(', ');
    const lost = group.flatMap(({ faults }) => faults);
    return cells([
      engine === 'snowflake' ? 'Snowflake' : 'Databricks',
      step,
      works,
      String(group.length),
      String(count('unnoticed')),
      String(count('mended')),
      String(count('told')),
      lost.length === 0 ? 'nothing' : [...new Set(lost)].join('; '),
    ]);
  });
  const head = [
    'engine',
    'what broke',
    'meanwhile',
    'tried',
    'unnoticed',
    'mended and said',
    'told as an error',
    'lost or doubled',
  ];
  return [cells(head), cells(head.map(() => '---')), ...lines].join('\n');
}

/** What was said, each sentence once, the most frequent first. */
export function sentences(results: readonly FaultResult[], most: number): string {
  const counts = new Map<string, number>();
  for (const line of results.flatMap(({ said }) => said)) {
    const same = line.replaceAll(/\b127\.0\.0\.1(?::\d+)?\b/g, 'HOST').replaceAll(/values \(\d+\)/g, 'values (…)');
    counts.set(same, (counts.get(same) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([line, count]) => `- ${count} ×: ${line}`)
    .join('\n');
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}
