import type { ConnectionOptions, Io } from '../base.js';
import { runTokenCommand } from './external-command.js';
import { textOf } from './options.js';
import type { Workspace } from './rest.js';
import { fixedToken, renewedToken, type TokenSource } from './tokens.js';

/** Where the tokens of an auth mode come from. Nothing is asked for before the first `get`. */
export function tokenSource(options: ConnectionOptions, workspace: Workspace, io: Io): TokenSource {
  switch (textOf(options, 'auth_mode')) {
    case 'external_command':
      return renewedToken(() => runTokenCommand(textOf(options, 'command') ?? '', io.signal));
    default:
      return fixedToken(textOf(options, 'access_token') ?? '');
  }
}
