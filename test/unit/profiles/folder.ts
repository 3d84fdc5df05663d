import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Profile } from '../../../source/profiles/profile.js';

/** A fresh folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'smallex-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function profileOf(name: string, more: Partial<Profile> = {}): Profile {
  return { name, engine: 'duckdb', connection: { auth_mode: 'memory' }, secrets: {}, settings: {}, ...more };
}
