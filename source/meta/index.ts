import type { MetaCommand } from './command.js';
import { conninfo } from './commands/conninfo.js';
import { connect } from './commands/connect.js';
import { describe } from './commands/describe.js';
import { edit } from './commands/edit.js';
import { expanded } from './commands/expanded.js';
import { grid } from './commands/grid.js';
import { helpCommand } from './commands/help.js';
import { include } from './commands/include.js';
import { last } from './commands/last.js';
import { listCatalogs } from './commands/list-catalogs.js';
import { listSchemas } from './commands/list-schemas.js';
import { listTables, listViews } from './commands/list-tables.js';
import { more } from './commands/more.js';
import { profiles } from './commands/profiles.js';
import { quit } from './commands/quit.js';
import { timing } from './commands/timing.js';

/** Every \command, in the order in which help shows them. A new one is a file in commands/ and a line here. */
export const META_COMMANDS: readonly MetaCommand[] = [
  helpCommand(() => META_COMMANDS),
  quit,
  connect,
  profiles,
  conninfo,
  listCatalogs,
  listSchemas,
  listTables,
  listViews,
  describe,
  edit,
  more,
  expanded,
  grid,
  last,
  timing,
  include,
];

export type { ArgumentKind, MetaCall, MetaCommand, MetaGroup } from './command.js';
export { DEFAULT_DISPLAY, type Display, type Host, type HostRunOptions } from './host.js';
export { isMetaLine, parseMeta } from './parse.js';
export { readScript, ScriptReader, type ScriptItem } from './reader.js';
