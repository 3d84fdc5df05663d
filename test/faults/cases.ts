import type { Trouble } from '../doubles/http.js';

/** What the statement is that the fault meets. */
export type Work =
  | 'read'
  | 'slow read'
  | 'large read'
  | 'write'
  | 'slow write'
  | 'write in a transaction'
  | 'cancel'
  | 'close'
  | 'login';

export interface FaultCase {
  readonly engine: 'snowflake' | 'databricks';
  /** The step of a statement's life, for the table. */
  readonly step: string;
  readonly work: Work;
  /** The double's kind of request; undefined: the server forgets the sessions. */
  readonly kind: string | undefined;
  readonly fault: string;
  readonly trouble: Trouble | undefined;
  /** How many requests of the kind go well first. */
  readonly after: number;
}

/** How an answer can break. `at` is the share of its bytes that still arrive. */
const FAULTS: Readonly<Record<string, Trouble>> = {
  'reset before it is carried out': { do: 'reset' },
  'carried out, then reset': { do: 'cut', at: 0 },
  'cut in its first bytes': { do: 'cut', at: 0.02 },
  'cut in the middle': { do: 'cut', at: 0.5 },
  'cut before its last byte': { do: 'cut', at: 0.999 },
};

interface Step {
  readonly step: string;
  readonly work: readonly Work[];
  /** Undefined: it has no such step. */
  readonly snowflake: string | undefined;
  readonly databricks: string;
  readonly after?: number;
}

const STEPS: readonly Step[] = [
  { step: 'login', work: ['login'], snowflake: 'login', databricks: 'warehouses' },
  { step: 'opening the session', work: ['login'], snowflake: 'query', databricks: 'OpenSession' },
  {
    step: 'the statement sent',
    work: ['read', 'write', 'write in a transaction'],
    snowflake: 'query',
    databricks: 'ExecuteStatement',
  },
  { step: 'a poll', work: ['slow read', 'slow write'], snowflake: 'result', databricks: 'GetOperationStatus' },
  { step: 'the columns', work: ['read', 'write'], snowflake: undefined, databricks: 'GetResultSetMetadata' },
  { step: 'the first rows', work: ['large read'], snowflake: 'chunk', databricks: 'FetchResults' },
  { step: 'rows in the middle', work: ['large read'], snowflake: 'chunk', databricks: 'FetchResults', after: 2 },
  { step: 'the cancel', work: ['cancel'], snowflake: 'abort', databricks: 'CancelOperation' },
  { step: 'closing', work: ['close'], snowflake: 'logout', databricks: 'CloseSession' },
];

/** Every fault at every step of every kind of statement, on both engines. */
export function allCases(): readonly FaultCase[] {
  return (['snowflake', 'databricks'] as const).flatMap((engine) => [
    ...STEPS.filter((one) => one[engine] !== undefined).flatMap(({ step, work, after = 0, ...kinds }) =>
      work.flatMap((one) =>
        Object.entries(FAULTS).map(([fault, trouble]) => {
          return { engine, step, work: one, kind: kinds[engine], fault, trouble, after };
        }),
      ),
    ),
    ...(['read', 'write', 'write in a transaction'] as const).map((work) => {
      const fault = 'the server has restarted and knows no session';
      return { engine, step: 'the statement sent', work, kind: undefined, fault, trouble: undefined, after: 0 };
    }),
  ]);
}
