/** Sections by their names as written, of keys in lower case and values as text. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads an INI file as the Databricks CLI (Go) and SnowSQL (configobj) do: names with dots stay whole, every value is
 * text, quotes around a value go, a `#` or `;` begins a comment at the start of a line or after a blank. What stands
 * before the first section is in `DEFAULT`.
 */
export function readIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let name = 'DEFAULT';
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header) {
      name = header[1]!.trim();
      if (!sections.has(name)) sections.set(name, new Map());
      continue;
    }
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
    if (!pair) continue;
    const section = sections.get(name) ?? new Map<string, string>();
    sections.set(name, section.set(pair[1]!.toLowerCase(), valueOf(pair[2]!)));
  }
  return sections;
}

function valueOf(text: string): string {
  const quoted = /^(?:"([^"]*)"|'([^']*)')\s*(?:[#;].*)?$/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2] ?? '';
  return text.replace(/\s[#;].*$/, '').trim();
}
