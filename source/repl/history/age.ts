const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/** How long ago in at most four columns: `12s`, `5m`, `3h`, `40d`. */
export function ageOf(ms: number): string {
  for (const [unit, size] of UNITS) if (ms >= size) return `${Math.min(999, Math.floor(ms / size))}${unit}`;
  return `${Math.max(0, Math.floor(ms / 1000))}s`;
}
