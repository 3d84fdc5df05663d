import { frameOf, type Frame, type Role } from './frame.js';
import { itemOf, newQuery, type Clause, type Place, type Query, type Source } from './query.js';
import { OPENS_QUERY, TABLE_VERBS, CLAUSES, USES, GIVEN, INSIDE } from './scope-words.js';
import { namePart, type NamePart, type Word } from './words.js';

const OWNS_ITEMS: ReadonlySet<Role> = new Set(['statement', 'derived', 'subquery', 'cte']);

// `extract(year FROM at)`: the FROM of these is no clause.
const FROM_CALLS = new Set(['EXTRACT', 'TRIM', 'SUBSTRING', 'OVERLAY', 'POSITION']);

/** Reads a statement up to its end and says where the caret stands in it. Linear; never throws. */
export function placeOf(words: readonly Word[], at: number): Place {
  return new ScopeReader(words, at).read();
}

/** Keywords that every engine takes for a table's name without quotes. */
const UNRESERVED = new Set(['FIRST', 'KEY', 'LAST', 'MATCHED', 'TRANSACTION', 'WORK']);
class ScopeReader {
  readonly #words: readonly Word[];
  readonly #at: number;
  readonly #frames: Frame[];
  readonly #verb: string;
  #index = 0;
  #target: readonly NamePart[] | undefined;
  #found: Place | undefined;

  constructor(words: readonly Word[], at: number) {
    this.#words = words;
    this.#at = at;
    const query = newQuery();
    this.#frames = [frameOf('statement', query, 'start')];
    this.#verb = at === 0 ? '' : (words[0]?.upper ?? '');
  }

  read(): Place {
    for (; this.#index < this.#words.length; this.#index++) this.#word(this.#words[this.#index]!);
    while (this.#frames.length > 1) this.#close();
    this.#endItem(this.#frame);
    return { ...this.#found!, target: this.#target };
  }

  get #frame(): Frame {
    return this.#frames.at(-1)!;
  }

  #before(steps: number): Word | undefined {
    return this.#words[this.#index - steps];
  }

  #word(word: Word): void {
    const frame = this.#frame;
    if (this.#index === this.#at) this.#meetCaret(frame);
    else if (word.text === '(') this.#openBracket(frame);
    else if (word.text === ')') this.#close();
    else if (word.text === ',') this.#comma(frame);
    else if (word.kind === 'keyword' || word.kind === 'identifier' || word.kind === 'quotedIdentifier') {
      if (word.kind === 'quotedIdentifier' || !this.#keyword(frame, word)) this.#name(frame, word);
    } else frame.segment.push(word);
  }

  #meetCaret(frame: Frame): void {
    this.#found = {
      clause: frame.clause,
      expectsTable: frame.expects,
      query: frame.query,
      verb: this.#verb,
      unjoined: frame.unjoined,
      target: undefined,
      previous: this.#before(1),
      beforePrevious: this.#before(2),
    };
    frame.named = undefined;
    // The name that is being typed stands there: a table, an item.
    frame.expects = false;
  }

  #comma(frame: Frame): void {
    if (frame.clause === 'select') this.#endItem(frame);
    if (frame.isView && frame.named && frame.named.names.length > 0) return;
    frame.isView = false;
    if (frame.clause === 'from') frame.expects = true;
    frame.named = undefined;
  }

  #openBracket(frame: Frame): void {
    const next = this.#words[this.#index + 1];
    const opensQuery = next !== undefined && next.kind === 'keyword' && OPENS_QUERY.has(next.upper);
    const previous = this.#before(1);
    frame.segment.push(this.#words[this.#index]!);
    if (frame.cte && frame.clause === 'with') {
      if (previous?.upper === 'AS' || previous?.upper === 'MATERIALIZED')
        this.#push('cte', newQuery(frame.query), 'start');
      else this.#push('names', frame.query, 'other', frame.cte.names);
    } else if (frame.named?.alias && frame.clause === 'from' && previous?.kind !== 'keyword') {
      this.#push('names', frame.query, 'other', frame.named.names);
    } else if (frame.clause === 'into' && !frame.expects) this.#push('group', frame.query, 'insert-columns');
    else if (frame.clause === 'from' && previous?.upper === 'TABLE') {
      this.#addSource(frame, [], undefined, GIVEN[next?.upper ?? '']);
      this.#push('call', frame.query, 'table-call');
    } else if (opensQuery) this.#push(frame.expects ? 'derived' : 'subquery', newQuery(frame.query), 'start');
    else if (frame.clause === 'from' && frame.expects) {
      frame.expects = false;
      this.#push('group', frame.query, 'from').expects = true;
    } else if (previous?.upper === 'OVER' || (frame.clause === 'other' && previous?.upper === 'AS')) {
      this.#push('window', frame.query, 'over');
    } else this.#push(roleAfter(previous), frame.query, INSIDE[frame.clause] ?? frame.clause);
  }

  #push(role: Role, query: Query, clause: Clause, names?: NamePart[]): Frame {
    const frame = frameOf(role, query, clause, names);
    this.#frames.push(frame);
    return frame;
  }

  #close(): void {
    if (this.#frames.length === 1) return;
    const frame = this.#frames.pop()!;
    this.#endItem(frame);
    const parent = this.#frame;
    const word = this.#words[this.#index];
    if (word?.text === ')') parent.segment.push(word);
    if (frame.role === 'cte' && parent.cte) {
      parent.cte.query = frame.first;
      parent.cte = undefined;
    } else if (frame.role === 'derived') this.#addSource(parent, [], frame.first);
  }

  /** The columns that a table function always gives. */
  #given(): readonly string[] | undefined {
    return GIVEN[this.#words[this.#index]!.upper];
  }

  #addSource(frame: Frame, path: readonly NamePart[], query?: Query, given?: readonly string[]): void {
    const source: Source = { path, query, alias: undefined, names: [], ...(given && { given }) };
    frame.query.sources.push(source);
    frame.named = source;
    frame.expects = false;
  }

  /** A name in the place of a table, an alias, a CTE or an expression. */
  #name(frame: Frame, word: Word): void {
    if (frame.names) frame.names.push(namePart(word));
    else if (frame.clause === 'with' && !frame.cte) {
      frame.cte = { name: namePart(word), query: undefined, names: [] };
      frame.query.ctes.push(frame.cte);
    } else if (frame.expects && (word.kind !== 'keyword' || this.#mayNameTable(word))) this.#table(frame);
    else if (frame.named && word.kind !== 'keyword') {
      if (frame.isView && /^(?:AS|,)$/.test(this.#before(1)?.upper ?? '')) frame.named.names.push(namePart(word));
      else frame.named.alias ??= namePart(word);
    } else frame.segment.push(word);
  }

  /** Some words of the grammar name tables or functions, too: `FROM last`, `FROM range(10)`. */
  #mayNameTable({ upper }: Word): boolean {
    return UNRESERVED.has(upper) || (this.#words[this.#index + 1]?.text === '(' && upper !== 'LATERAL');
  }

  #table(frame: Frame): void {
    const path = [namePart(this.#words[this.#index]!)];
    while (this.#words[this.#index + 1]?.text === '.') {
      const part = this.#words[this.#index + 2];
      if (!part || part.kind === 'caret') break;
      path.push(namePart(part));
      this.#index += 2;
    }
    // The brackets of CREATE INDEX … ON t (a) hold columns.
    const isQuery = this.#verb !== 'CREATE' || frame.query.selected;
    const isCall = this.#words[this.#index + 1]?.text === '(' && frame.clause === 'from' && isQuery;
    this.#addSource(frame, isCall ? [] : path, undefined, isCall ? this.#given() : undefined);
    if (frame.clause !== 'from') this.#target ??= path;
  }

  /** True when the word changes where we are. */
  #keyword(frame: Frame, word: Word): boolean {
    const { upper } = word;
    const previous = this.#before(1)?.upper;
    if (previous === '.' || this.#words[this.#index + 1]?.text === '.') return false;
    const inCall = frame.role === 'call' || frame.role === 'from-call' || frame.role === 'window';
    if (frame.role === 'call' && upper === 'FROM') {
      // A bracket that is still open while the statement is being typed: `select count(| from orders`.
      while (this.#frame.role === 'call') this.#frames.pop();
      return this.#keyword(this.#frame, word);
    }
    if (!inCall && this.#clause(frame, upper, previous)) {
      frame.named = undefined;
      return true;
    }
    if (inCall && frame.role !== 'window' && upper === 'BY') {
      frame.clause = previous === 'ORDER' ? 'order' : 'where';
      return true;
    }
    if (frame.role === 'window' && upper === 'BY') {
      this.#go(frame, previous === 'ORDER' ? 'window-order' : 'partition', false);
      return true;
    }
    if (upper === 'AS') return frame.clause === 'from' || frame.clause === 'with';
    if (word.kind === 'keyword') frame.named = undefined;
    return false;
  }

  #clause(frame: Frame, upper: string, previous: string | undefined): boolean {
    const known = CLAUSES[upper];
    if (upper === 'SELECT') this.#select(frame);
    else if (upper === 'FROM') {
      if (previous === 'DISTINCT' && this.#before(2)?.upper !== 'SELECT') return false;
      this.#go(frame, this.#verb === 'SHOW' ? 'schema-name' : 'from', true);
    } else if (upper === 'JOIN') {
      this.#go(frame, 'from', true);
      frame.unjoined = !/^(?:CROSS|NATURAL|POSITIONAL)$/.test(previous ?? '');
    } else if (upper === 'ON') this.#go(frame, this.#verb === 'CREATE' ? 'from' : 'on', this.#verb === 'CREATE');
    else if (upper === 'USING') {
      const isTable = this.#verb === 'MERGE' || this.#verb === 'DELETE';
      if (this.#verb === 'PIVOT') this.#go(frame, 'where', false);
      else this.#go(frame, isTable ? 'from' : 'using', isTable);
    } else if (upper === 'BY') this.#go(frame, byClause(previous), false);
    else if (upper === 'GROUP' || upper === 'ORDER') this.#endItem(frame);
    else if (known) this.#go(frame, known, false);
    else if (upper === 'EXCEPT' && previous === '*') return false;
    else if (/^(?:UNION|EXCEPT|INTERSECT|MINUS)$/.test(upper)) this.#go(frame, 'set-operation', false);
    else if (upper === 'INTO') this.#go(frame, 'into', true);
    else if (upper === 'WITH' && (frame.clause === 'start' || frame.clause === 'into')) this.#go(frame, 'with', false);
    else if (upper === 'RECURSIVE' && frame.clause === 'with') return true;
    else return this.#command(frame, upper, previous);
    return true;
  }

  /** Words of statements that are no queries. */
  #command(frame: Frame, upper: string, previous: string | undefined): boolean {
    const isFirst = this.#index === 0;
    if (upper === 'SET') this.#go(frame, isFirst || previous === 'SESSION' ? 'setting' : 'set', false);
    else if (upper === 'UPDATE' && (isFirst || frame.clause === 'start')) this.#go(frame, 'into', true);
    else if (isFirst && TABLE_VERBS.has(upper)) this.#go(frame, 'object', true);
    else if (isFirst && upper === 'USE') this.#go(frame, 'use', false);
    else if (isFirst && (upper === 'PRAGMA' || upper === 'RESET')) this.#go(frame, 'setting', false);
    else if (upper === 'VIEW' && (previous === 'LATERAL' || frame.clause === 'from')) this.#lateralView(frame);
    else if (upper === 'OUTER' && previous === 'VIEW') return true;
    else if (upper === 'TABLE' || upper === 'VIEW') this.#object(frame, previous);
    else if (upper === 'COLUMN' && this.#verb === 'ALTER') this.#go(frame, 'insert-columns', false);
    else if (upper === 'IN' && this.#verb === 'SHOW') this.#go(frame, 'schema-name', true);
    else if (USES[upper] && frame.clause !== 'from' && /^(?:USE|DROP|ALTER|IN|SHOW)$/.test(previous ?? '')) {
      this.#go(frame, USES[upper], false);
    } else if (upper === 'AS' && this.#verb === 'CREATE' && frame.role === 'statement' && frame.clause !== 'with') {
      this.#go(frame, 'start', false);
    } else return false;
    return true;
  }

  /** Spark's `LATERAL VIEW explode(a) t AS key, value`. */
  #lateralView(frame: Frame): void {
    this.#go(frame, 'from', true);
    frame.isView = true;
  }

  #object(frame: Frame, previous: string | undefined): void {
    if (this.#verb === 'CREATE') this.#go(frame, 'new-name', false);
    else if (previous !== ',') this.#go(frame, frame.clause === 'from' ? 'from' : 'object', true);
  }

  #select(frame: Frame): void {
    this.#endItem(frame);
    const inserts = frame.clause === 'into' || frame.clause === 'insert-columns';
    if (frame.query.selected || inserts) {
      const { ctes, parent } = frame.query;
      const next = newQuery(parent);
      next.ctes.push(...ctes);
      frame.query = next;
    }
    frame.query.selected = true;
    frame.clause = 'select';
    frame.expects = false;
  }

  #go(frame: Frame, clause: Clause, expects: boolean): void {
    this.#endItem(frame);
    frame.clause = clause;
    frame.unjoined = false;
    frame.isView = false;
    frame.expects = expects;
    frame.segment = [];
  }

  #endItem(frame: Frame): void {
    const { segment } = frame;
    frame.segment = [];
    // What stands in brackets of an expression is no column: `sum(amount)` gives no amount.
    if (frame.clause !== 'select' || segment.length === 0 || !OWNS_ITEMS.has(frame.role)) return;
    frame.query.items.push(itemOf(segment));
  }
}

function byClause(previous: string | undefined): Clause {
  return previous === 'GROUP' ? 'group' : previous === 'ORDER' ? 'order' : 'where';
}

function roleAfter(previous: Word | undefined): Role {
  if (previous && FROM_CALLS.has(previous.upper)) return 'from-call';
  return previous?.kind === 'identifier' || previous?.kind === 'quotedIdentifier' ? 'call' : 'group';
}
