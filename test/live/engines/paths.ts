import { fileURLToPath } from 'node:url';

/** The folder of the engines; one place knows it, because the runner bundles everything else into one file elsewhere. */
export const enginesFolder = fileURLToPath(new URL('.', import.meta.url));
