import { getBackend } from '../../backends/index.js';
import { messageOf, ConnectionError } from '../../support/errors.js';
import { redactText, redactValue } from '../../support/redact.js';
import type { Style } from '../../support/style.js';
import { terminalSafe } from '../../support/terminal-safe.js';
import type { TestedStage, TestResult } from './try-profile.js';

/** `✓ warehouse  COMPUTE_WH  120 ms` */
export function stageLine({ stage, state, ms, detail }: TestedStage): string {
  const mark = { ok: '✓', failed: '✗', skipped: '–' }[state];
  const words = [detail === null ? '' : terminalSafe(redactText(detail)), ms === null ? '' : `${ms} ms`];
  return `  ${mark} ${stage.padEnd(10)}${words.filter(Boolean).join('  ')}`.trimEnd();
}

/** Where it stands and what should be known, a line each; nothing where no connection was opened. */
export function factLines({ context, latencyMs, warnings, profile }: TestResult, style: Style): readonly string[] {
  if (!context) return [];
  const { user, role, secondaryRoles, warehouse, warehouseState, catalog, schema, account, serverVersion } = context;
  const label = getBackend(profile.engine).label;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['user', user],
    ['role', role && secondaryRoles ? `${role} (secondary roles: ${secondaryRoles})` : role],
    ['warehouse', warehouse && warehouseState ? `${warehouse} (${warehouseState})` : warehouse],
    ['in', [catalog, schema].filter(Boolean).join('.')],
    ['account', account],
    ['server', [label, serverVersion].filter(Boolean).join(' ')],
    ['latency', latencyMs === null ? null : `${Math.round(latencyMs)} ms for SELECT 1 there and back`],
  ];
  return [
    ...facts.flatMap(([name, value]) =>
      value ? [style.dim(`    ${name.padEnd(10)}${terminalSafe(redactText(value))}`)] : [],
    ),
    ...warnings.map((warning) => `  ! ${terminalSafe(redactText(warning))}`),
  ];
}

/** The result as data, under snake_case names, secrets masked. */
export function resultAsJson(result: TestResult): unknown {
  const { profile, stages, context, latencyMs, warnings, error } = result;
  const { name, engine, connection } = profile;
  // Words of our own stay as they are, even where a short secret is part of one.
  const own = { profile: name, engine, login: connection['auth_mode'] ?? getBackend(engine).defaultAuthMode };
  const found = redactValue({
    stages: stages.map(({ detail }) => detail),
    facts: context && {
      user: context.user,
      role: context.role,
      secondary_roles: context.secondaryRoles ?? null,
      warehouse: context.warehouse,
      warehouse_state: context.warehouseState ?? null,
      catalog: context.catalog,
      schema: context.schema,
      account: context.account,
      server_version: context.serverVersion ?? null,
      time_zone: context.timeZone ?? null,
      latency_ms: latencyMs === null ? null : Math.round(latencyMs * 10) / 10,
    },
    warnings,
    error: error && {
      message: error.message,
      hint: error.hint ?? null,
      next_steps: error.nextSteps,
      causes: causesOf(error),
    },
  }) as { readonly stages: readonly (string | null)[]; readonly error: object | null };
  const place = error && { code: error.code, stage: error instanceof ConnectionError ? error.stage : null };
  return {
    ...own,
    ok: error === null,
    ...found,
    stages: stages.map((stage, index) => ({ ...stage, detail: found.stages[index] ?? null })),
    error: place && { ...place, ...found.error },
  };
}

/** The messages behind an error, outermost first; one that its error repeats is left out. */
function causesOf(error: Error): readonly string[] {
  const found: string[] = [];
  const seen = new Set<unknown>([error]);
  let { cause } = error;
  while (cause !== undefined && cause !== null && !seen.has(cause)) {
    seen.add(cause);
    const message = messageOf(cause);
    if (!error.message.includes(message)) found.push(message);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return found;
}
