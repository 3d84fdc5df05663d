import type { MetaCommand } from './command.js';
import { format, reset } from './commands/buffer.js';
import { chart } from './commands/chart.js';
import { conninfo } from './commands/conninfo.js';
import { connect } from './commands/connect.js';
import { detach, result } from './commands/detached.js';
import { describe } from './commands/describe.js';
import { edit } from './commands/edit.js';
import { expanded } from './commands/expanded.js';
import { explain } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { gset } from './commands/gset.js';
import { grid } from './commands/grid.js';
import { helpCommand } from './commands/help.js';
import { history } from './commands/history.js';
import { importCommand } from './commands/import.js';
import { include, includeBeside } from './commands/include.js';
import { listRoles, listWarehouses } from './commands/list-account.js';
import { last } from './commands/last.js';
import { local } from './commands/local.js';
import { listCatalogs } from './commands/list-catalogs.js';
import { listFunctions, listSequences } from './commands/list-more.js';
import { listSchemas } from './commands/list-schemas.js';
import { listTables, listViews } from './commands/list-tables.js';
import { more } from './commands/more.js';
import { output } from './commands/output.js';
import { profiles } from './commands/profiles.js';
import { pset, psetShortcuts } from './commands/pset.js';
import { cancel, queries } from './commands/queries.js';
import { release } from './commands/release.js';
import { quit } from './commands/quit.js';
import { refresh } from './commands/refresh.js';
import { deleteQuery, printQuery, runSaved, saveQuery } from './commands/saved-queries.js';
import { sendCommand, sendExpanded } from './commands/send.js';
import { echo, prompt, set, unset } from './commands/set.js';
import { changeFolder, shell } from './commands/shell.js';
import { timing } from './commands/timing.js';
import { use } from './commands/use.js';
import { watch } from './commands/watch.js';

/** Every \command, in the order in which help shows them. A new one is a file in commands/ and a line here. */
export const META_COMMANDS: readonly MetaCommand[] = [
  helpCommand(() => META_COMMANDS),
  quit,
  history,
  set,
  unset,
  prompt,
  echo,
  shell,
  connect,
  profiles,
  release,
  conninfo,
  use,
  listCatalogs,
  listSchemas,
  listTables,
  listViews,
  listFunctions,
  listSequences,
  listWarehouses,
  listRoles,
  describe,
  refresh,
  sendCommand,
  sendExpanded,
  gset,
  explain,
  local,
  watch,
  edit,
  format,
  reset,
  more,
  runSaved,
  saveQuery,
  printQuery,
  deleteQuery,
  queries,
  result,
  detach,
  cancel,
  expanded,
  grid,
  last,
  chart,
  timing,
  pset,
  ...psetShortcuts,
  output,
  exportCommand,
  importCommand,
  include,
  includeBeside,
  changeFolder,
];

export type { ArgumentKind, MetaCall, MetaCommand, MetaGroup } from './command.js';
export { Approvals, batchQuestions } from './batch.js';
export { collect } from './collect.js';
export {
  DEFAULT_DISPLAY,
  type Detached,
  type DetachedInfo,
  type Display,
  type DrawingRoom,
  type Executed,
  type ExecuteOptions,
  type Host,
  type HostRunOptions,
  type KeyHelp,
  type Local,
  type LocalResult,
  type PastStatement,
  type ResultPart,
  type WholeResult,
} from './host.js';
export { isMetaLine, parseMeta } from './parse.js';
export { readRc } from './rc-file.js';
export { unrunText } from './unrun.js';
export { asDetached, endsInCommand, readScript, ScriptReader, type ScriptItem } from './reader.js';
export { fillTemplate, parseTemplate, type FilledWord, type PromptFacts } from './prompt-template.js';
export {
  claimResult,
  commandFailed,
  formatOptions,
  displayOf,
  openRedirect,
  redirectKind,
  writtenFormat,
  type CommandEnd,
  type Redirect,
} from './redirect.js';
export { PSET_OPTIONS, type PsetOption } from './pset-options.js';
export { QueryStore } from './query-store.js';
export { UnsetVariable } from './unset-variable.js';
export { saysWayBack, Variables } from './variables.js';
export { notUtf8, readScriptFile, refuseDeepNesting } from './script-file.js';
