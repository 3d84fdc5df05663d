/** What a statement that has run says about where the next ones run. */
export interface ContextChange {
  readonly catalog?: string;
  readonly schema?: string;
  readonly timeZone?: string;
  /** It may have changed something that can't be read from its text: ask the engine when there is a chance. */
  readonly unknown?: true;
}

const NAME = String.raw`(?:\x60(?:[^\x60]|\x60\x60)+\x60|[\p{L}\p{N}_]+)`;
const END = String.raw`\s*;?\s*$`;
/** Blanks and comments before a statement's first word. */
export const LEADING_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const USE_CATALOG = new RegExp(`^(?:USE|SET)\\s+CATALOG\\s+(${NAME}|'[^']+'|"[^"]+")${END}`, 'iu');
const USE_SCHEMA = new RegExp(
  `^USE\\s+(?:SCHEMA\\s+|DATABASE\\s+|NAMESPACE\\s+)?(?:(${NAME})\\s*\\.\\s*)?(${NAME})${END}`,
  'iu',
);
const TIME_ZONE = new RegExp(
  `^SET\\s+(?:TIME\\s+ZONE|TIMEZONE\\s*=|spark\\.sql\\.session\\.timeZone\\s*=)\\s*['"]?([\\w/+:-]+)['"]?${END}`,
  'iu',
);
const MAY_CHANGE = /^(?:USE|SET|RESET|EXECUTE|BEGIN|DECLARE|CALL|DROP\s+(?:SCHEMA|DATABASE|CATALOG))\b/i;

/**
 * Reads the change of context out of a statement that the engine has accepted, so that nothing has to be asked between
 * two statements. Null: it changes none. A new catalog starts in its schema `default`.
 */
export function contextChange(sql: string): ContextChange | null {
  const text = sql.replace(LEADING_COMMENTS, '');
  if (!MAY_CHANGE.test(text)) return null;
  const catalog = USE_CATALOG.exec(text)?.[1];
  if (catalog) return { catalog: nameIn(catalog), schema: 'default' };
  const [, inCatalog, schema] = USE_SCHEMA.exec(text) ?? [];
  if (schema) return { ...(inCatalog && { catalog: nameIn(inCatalog) }), schema: nameIn(schema) };
  const zone = TIME_ZONE.exec(text)?.[1];
  if (zone && !/^(?:local|interval)$/i.test(zone)) return { timeZone: zone };
  return { unknown: true };
}

function nameIn(text: string): string {
  return text.startsWith('`')
    ? text.slice(1, -1).replaceAll('``', '`')
    : text.replace(/^(['"])(.*)\1$/s, '$2').toLowerCase();
}

/** A name as SQL needs it. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
