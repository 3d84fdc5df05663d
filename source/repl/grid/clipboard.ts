/** Terminals cut or ignore longer ones: xterm.js and kitty take megabytes, tmux and older xterms about 100 kB. */
export const MOST_BYTES = 100_000;

/**
 * The sequence (OSC 52) that puts a text on the clipboard of the person's own terminal, also over SSH. Nothing of the
 * text reaches the terminal but its Base64. Inside tmux it is wrapped, so that tmux hands it on
 * (`set -g allow-passthrough on`), and sent plainly, too, for tmux's own `set-clipboard on`.
 */
export function clipboardSequence(text: string, env: NodeJS.ProcessEnv): string {
  const plain = `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
  return env['TMUX'] ? `${plain}\u001bPtmux;${plain.replaceAll('\u001b', '\u001b\u001b')}\u001b\\` : plain;
}
