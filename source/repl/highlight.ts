import type { TokenKind } from '../sql/index.js';
import type { TokenRole } from '../ui/theme.js';

/** How a kind of token is painted; what isn't named here is left as it is. */
export const TOKEN_ROLES: Partial<Readonly<Record<TokenKind, TokenRole>>> = {
  keyword: 'keyword',
  string: 'string',
  number: 'number',
  quotedIdentifier: 'quoted',
  operator: 'operator',
  parameter: 'parameter',
  variable: 'parameter',
  stage: 'parameter',
};
