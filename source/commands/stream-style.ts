import { ansiStyle, type Style } from '../support/style.js';

/** How a stream may be written to: nothing but text when it is no terminal, unless FORCE_COLOR asks for it. */
export function streamStyle(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Style {
  const forced = env['FORCE_COLOR'];
  if (env['NO_COLOR']) return ansiStyle(0);
  if (forced !== undefined) return ansiStyle(forced === '0' || forced === 'false' ? 0 : 1);
  return ansiStyle(stream.isTTY && env['TERM'] !== 'dumb' ? 1 : 0);
}
