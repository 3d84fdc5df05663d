import type { CatalogEntry } from '../base.js';

/** A row of LIST. */
export interface StagedFile {
  /**
   * From the stage on for a named internal one (`stage/2026/a.csv`), a URL for an external one, without the stage for
   * `~` and `%table`: docs.snowflake.com/en/sql-reference/sql/list.
   */
  readonly path: string;
  /** Bytes. */
  readonly size: string;
}

/**
 * What lies directly in the folder: files, and the folders that files below are in.
 * @param folder without the `@`, `/` at its end: `stage/2026/`
 */
export function filesIn(files: readonly StagedFile[], folder: string): readonly CatalogEntry[] {
  const found = new Map<string, CatalogEntry>();
  for (const { path, size } of files) {
    const rest = behind(path, folder, files);
    if (rest === undefined || rest === '') continue;
    const [first, ...more] = rest.split('/');
    const name = first!;
    if (more.length > 0) found.set(name, { name, type: 'folder' });
    else found.set(name, { name, type: 'file', detail: `${size} bytes` });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function behind(path: string, folder: string, files: readonly StagedFile[]): string | undefined {
  const inside = folder.slice(folder.indexOf('/') + 1);
  if (inside !== '') {
    const at = path.startsWith(inside) ? 0 : path.indexOf(`/${inside}`) + 1;
    return at === 0 && !path.startsWith(inside) ? undefined : path.slice(at + inside.length);
  }
  if (/^[~%]/.test(folder)) return path;
  // Where the stage's own URL ends isn't told: what all of its files have in common stands for it.
  if (path.includes('://')) return path.slice(commonFolder(files).length);
  return path.slice(path.indexOf('/') + 1);
}

function commonFolder(files: readonly StagedFile[]): string {
  let common = files[0]!.path;
  for (const { path } of files) {
    while (!path.startsWith(common)) common = common.slice(0, -1);
  }
  return common.slice(0, common.lastIndexOf('/') + 1);
}
