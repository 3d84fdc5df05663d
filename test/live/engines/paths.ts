import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The folder of the engines; one place knows it, because the runner bundles everything else into one file elsewhere. */
export const enginesFolder = fileURLToPath(new URL('.', import.meta.url));

/** Loads CommonJS packages as the driver does, so that both share one copy. */
export const requireHere = createRequire(import.meta.url);
