/**
 * Makes a text that opens an address when it is clicked (OSC 8), where the terminal is known to do that: others may
 * print the sequence, and tmux and screen pass it on only when they are told to.
 */
export function linker(env: NodeJS.ProcessEnv, isTty: boolean): (text: string, url: string) => string {
  return isTty && knowsLinks(env) ? osc8 : (text) => text;
}

function osc8(text: string, url: string): string {
  // Nothing of an address may end the sequence.
  if (!/^https:\/\/[\x21-\x7e]+$/.test(url)) return text;
  return `\u001b]8;;${url}\u0007${text}\u001b]8;;\u0007`;
}

function knowsLinks(env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR'] || env['TMUX'] || env['STY'] || env['TERM'] === 'dumb') return false;
  const isKnown = /^(?:iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby)$/.test(env['TERM_PROGRAM'] ?? '');
  // GNOME Terminal and others on VTE crashed on them before 0.50.1.
  const isVte = Number(env['VTE_VERSION'] ?? 0) >= 5001;
  return isKnown || isVte || env['WT_SESSION'] !== undefined || env['KITTY_WINDOW_ID'] !== undefined;
}
