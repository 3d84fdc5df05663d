/** Which statements an answer is for: exactly this text (outer blanks and the last `;` aside), a pattern, or a test. */
export type Matcher = string | RegExp | ((sql: string) => boolean);

interface Line<Answer> {
  readonly matches: Matcher;
  readonly answer: Answer;
  times: number;
}

/** What a double answers to which statement. The answer told last wins, so a test can overrule what was told before. */
export class Script<Answer> {
  readonly #lines: Line<Answer>[] = [];

  add(matches: Matcher, answer: Answer, times = Infinity): void {
    this.#lines.unshift({ matches, answer, times });
  }

  find(sql: string): Answer | undefined {
    const line = this.#lines.find(({ matches, times }) => times > 0 && hits(matches, sql));
    if (line) line.times -= 1;
    return line?.answer;
  }
}

function hits(matches: Matcher, sql: string): boolean {
  if (typeof matches === 'function') return matches(sql);
  return typeof matches === 'string' ? bare(matches) === bare(sql) : matches.test(sql);
}

function bare(sql: string): string {
  return sql.trim().replace(/;$/, '').trimEnd();
}

/** Rows as a list, or made one by one where there are too many to hold. */
export type Rows =
  readonly (readonly unknown[])[] | { readonly count: number; make(index: number): readonly unknown[] };

export function rowCount(rows: Rows): number {
  return 'make' in rows ? rows.count : rows.length;
}

export function sliceRows(rows: Rows, start: number, count: number): readonly (readonly unknown[])[] {
  if (!('make' in rows)) return rows.slice(start, start + count);
  const length = Math.max(0, Math.min(count, rows.count - start));
  return Array.from({ length }, (_, index) => rows.make(start + index));
}
