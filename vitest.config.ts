import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      project('offline', ['test/{unit,contract,screens,terminal,docs}/**/*.test.{ts,tsx}']),
      project('live', ['test/live/**/*.test.ts']),
    ],
  },
});

/** `npm test` runs `offline`; `npm run test:live` starts the engines and then runs `live`. */
function project(name: string, include: string[]) {
  return {
    test: {
      name,
      include,
      testTimeout: 30_000,
      hookTimeout: 60_000,
      // The machines that run this have two cores; a driver import takes half a second of one.
      maxWorkers: 2,
      env: { TZ: 'UTC', NO_UPDATE_NOTIFIER: '1' },
    },
  };
}
