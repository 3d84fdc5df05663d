import type { ListKind } from '../../backends/base.js';
import type { MetaCommand } from '../command.js';
import { listsOf } from '../engines/index.js';
import type { Host } from '../host.js';
import { matcher, showList } from '../rows.js';

async function list(host: Host, kind: ListKind, none: string | null, pattern: string | undefined): Promise<void> {
  if (none !== null) {
    host.say(none);
    return;
  }
  const { login, context } = host.session;
  const now = kind === 'role' ? context.role : context.warehouse;
  const wanted = matcher(pattern);
  const found = (await login.list(kind)).filter(({ name }) => wanted(name));
  const rows = found.map(({ name, detail, state }) => [name, detail ?? '', state ?? '', name === now ? 'in use' : '']);
  // Roles have no state.
  const isStateful = rows.some(([, , state]) => state !== '');
  const columns = ['name', 'detail', 'state', 'now'].filter((column) => isStateful || column !== 'state');
  const shown = isStateful ? rows : rows.map(([name, detail, , used]) => [name!, detail!, used!]);
  showList(host, columns, shown, `No ${kind}s are to be seen here.`);
}

export const listWarehouses: MetaCommand = {
  names: ['\\dw', '\\warehouses', '.warehouses'],
  usage: '[PATTERN]',
  group: 'Catalog',
  help: 'List warehouses and whether they run; none is started by it.',
  arguments: ['warehouse'],
  run: (host, { args: [pattern] }) => list(host, 'warehouse', listsOf(host.session.engine).noWarehouses, pattern),
};

export const listRoles: MetaCommand = {
  names: ['\\dr', '\\du', '\\dg', '.roles'],
  usage: '[PATTERN]',
  group: 'Catalog',
  help: 'List the roles that may be used.',
  arguments: ['role'],
  run: (host, { args: [pattern] }) => list(host, 'role', listsOf(host.session.engine).noRoles, pattern),
};
