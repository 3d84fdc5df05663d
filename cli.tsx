#!/usr/bin/env node
import { hearCrashes } from './source/commands/crash.js';
import { main } from './source/commands/main.js';
import { whenWritten } from './source/commands/when-written.js';

// A driver's keep-alive socket or timer must not hold the program: once the work is done and what was written has
// left, it ends.
hearCrashes();
const code = await main(process.argv.slice(2));
process.exitCode = code;
await whenWritten(code);
setTimeout(() => process.exit(code), 250).unref();
