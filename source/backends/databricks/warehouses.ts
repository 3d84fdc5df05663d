import { ConnectionError } from '../../support/errors.js';
import type { Io, Listed } from '../base.js';
import { jsonOf } from '../web/http.js';
import { warehousePath } from './host.js';
import { reasonOf, type Json, type WorkspaceRest } from './rest.js';

export interface Warehouse {
  readonly id: string;
  readonly name: string;
  /** Lower case: running, starting, stopped, stopping, deleted. */
  readonly state: string;
  readonly size: string;
  /** Minutes without work after which it stops by itself; 0: never, or not told. */
  readonly autoStopMinutes: number;
  readonly path: string;
}

const LIST_PATH = '/api/2.0/sql/warehouses';

/**
 * Proves the token by listing the warehouses, which starts nothing; null when the token is good but may not list.
 * @throws AuthError when it is refused, ConnectionError when the host is no workspace.
 */
export async function proveToken(rest: WorkspaceRest, signal?: AbortSignal): Promise<readonly Warehouse[] | null> {
  const answer = await rest.ask(LIST_PATH, { signal, stage: 'login' });
  const json = jsonOf(answer);
  if (answer.status === 200 && json) return warehousesIn(json);
  // 403 stands both for a refused token ("Invalid access token.") and for a person without SQL access.
  const reason = reasonOf(answer);
  const mayNotList = answer.status === 403 && /PERMISSION_DENIED/.test(String(json?.['error_code']));
  const isTokenFault = /token|credential|IP (?:access|ACL)|network policy|blocked/i.test(reason);
  if ((mayNotList && !isTokenFault) || (answer.status === 403 && /required scopes/i.test(reason))) return null;
  throw rest.failureOf(answer, 'login');
}

export async function listWarehouses(rest: WorkspaceRest): Promise<readonly Warehouse[]> {
  return warehousesIn(await rest.get(LIST_PATH, { stage: 'warehouse' }));
}

/** @throws ConnectionError of stage `warehouse` when there is none with this id. */
export async function readWarehouse(rest: WorkspaceRest, id: string, signal?: AbortSignal): Promise<Warehouse> {
  return warehouseIn(await rest.get(`${LIST_PATH}/${id}`, { signal, stage: 'warehouse' }));
}

/** For pickers: the name, with size and state beside it; the value to store is the HTTP path. */
export function listedWarehouse({ name, size, state, path, autoStopMinutes }: Warehouse): Listed {
  const stops = autoStopMinutes > 0 ? `stops after ${autoStopMinutes} min` : '';
  return { name, detail: [size, state, stops].filter((part) => part !== '').join(', '), state, value: path };
}

export type StartPolicy = 'ask' | 'yes' | 'no';

/**
 * Agrees with the person that a stopped warehouse may be started; opening a session then starts it. Where nobody can
 * be asked (a script) the statement that was given is the yes.
 * @throws ConnectionError when it must not be started, CancelledError when the person leaves the question.
 */
export async function agreeToStart(warehouse: Warehouse, policy: StartPolicy, io: Io): Promise<void> {
  if (warehouse.state === 'deleted' || warehouse.state === 'deleting') {
    throw new ConnectionError(`The warehouse "${warehouse.name}" was deleted.`, at);
  }
  if (warehouse.state !== 'stopped' && warehouse.state !== 'stopping') return;
  if (policy === 'yes' || (policy === 'ask' && (await answerOf(warehouse, io)))) return;
  throw new ConnectionError(`The warehouse "${warehouse.name}" is stopped.`, {
    ...at,
    hint: 'Answer yes to start it, set start_warehouse to yes, or choose a running one.',
  });
}

const at = { stage: 'warehouse', field: 'http_path' } as const;

async function answerOf({ name, size }: Warehouse, io: Io): Promise<boolean> {
  try {
    const answer = await io.ask({
      kind: 'confirm',
      field: 'start_warehouse',
      message: `The warehouse "${name}"${size === '' ? '' : ` (${size})`} is stopped. Start it?`,
      hint: 'A running warehouse costs money until it stops by itself.',
    });
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'CANCELLED') throw thrown;
    io.onEvent({ type: 'notice', message: `The warehouse "${name}" was stopped and is being started.` });
    return true;
  }
}

function warehousesIn(json: Json): readonly Warehouse[] {
  return Array.isArray(json['warehouses']) ? (json['warehouses'] as Json[]).map(warehouseIn) : [];
}

function warehouseIn(json: Json): Warehouse {
  const id = textIn(json, 'id');
  const odbc = json['odbc_params'];
  const path = typeof odbc === 'object' && odbc !== null ? textIn(odbc as Json, 'path') : '';
  return {
    id,
    name: textIn(json, 'name') || id,
    state: textIn(json, 'state').toLowerCase(),
    size: textIn(json, 'cluster_size'),
    autoStopMinutes: typeof json['auto_stop_mins'] === 'number' ? json['auto_stop_mins'] : 0,
    path: path || warehousePath(id),
  };
}

function textIn(json: Json, key: string): string {
  const value = json[key];
  return typeof value === 'string' ? value : '';
}
