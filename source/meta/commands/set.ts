import { ConfigError, ValueError } from '../../support/errors.js';
import type { MetaCall, MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { onOff } from '../on-off.js';
import { psetOption } from '../pset-options.js';
import { saveRcLine } from '../rc-file.js';
import { showList } from '../rows.js';
import { ofSnowSql } from '../snowsql-options.js';

const NAME = /^[A-Za-z_]\w*$/;

/** @throws ValueError for what can't stand behind a `:` */
function checkedName(command: string, name: string | undefined): string {
  if (name !== undefined && NAME.test(name)) return name;
  throw new ValueError(
    name === undefined ? `${command} needs the name of a variable.` : `A variable can’t be named "${name}".`,
    { hint: 'Names are letters, digits and _, and begin with no digit.' },
  );
}

export const set: MetaCommand = {
  names: ['\\set', '!set', '!define', '!variables', '!vars'],
  offline: true,
  usage: '[--save] [NAME [VALUE]]',
  group: 'General',
  help: 'List variables, or set one; “\\set variables on” fills them into SQL, “\\set editing vi” edits as vi does, “\\set wayback off” says no way back.',
  arguments: ['variable', 'variable-value'],
  examples: [
    '\\set variables on',
    '\\set --save editing vi',
    '\\set since 2026-01-01',
    "select * from orders where day >= :'since';",
  ],
  run(host, call) {
    const isSnowSql = call.name.startsWith('!');
    const { name: command, args } = isSnowSql ? withoutEquals(call) : call;
    if (isSnowSql && args.length > 1 && setsOption(host, args)) return;
    const save = args[0] === '--save';
    const [name, ...values] = save ? args.slice(1) : args;
    const { variables } = host;
    if (name === undefined) {
      const state = variables.enabled ? 'filled into SQL' : 'not filled into SQL: \\set variables on';
      showList(host, ['variable', 'value'], variables.entries(), 'No variables are set.');
      host.say(`Variables are ${state}.`);
      return;
    }
    const value = values.join('');
    if (name === 'variables') {
      variables.enabled = onOff('\\set variables', values[0], variables.enabled);
      host.say(`Variables are ${variables.enabled ? 'filled in: :name, :\'text\', :"identifier"' : 'left alone'}.`);
    } else if (name === 'editing') setEditing(host, values[0]);
    else variables.set(checkedName(command, name), name === 'bell' ? checkedBell(value) : value);
    if (save) host.say(`Kept in ${saveRcLine(`\\set ${name}`, kept(name === 'variables', variables.enabled, value))}.`);
  },
};

/** SnowSQL's `NAME=VALUE` as `NAME VALUE`. */
function withoutEquals(call: MetaCall): MetaCall {
  const [, name, value] = /^(\w+)\s*=\s*([^]*)$/.exec(call.rest) ?? [];
  if (name === undefined || value === undefined) return call;
  return { ...call, args: [name, value.replace(/^(['"])([^]*)\1$/, '$2')] };
}

/** True for an option of SnowSQL's, which is set, or told what stands for it. @throws ValueError */
function setsOption(host: Host, [name = '', ...values]: readonly string[]): boolean {
  const found = ofSnowSql(name, values.join(' '));
  if (found === undefined) return false;
  if (typeof found === 'string') {
    host.say(`SnowSQL’s ${name} has another form here. ${found}`);
    return true;
  }
  if (found.command === 'pset') {
    psetOption(found.option).set(host.display, found.value);
    host.say(`${found.option} is ${found.value}, as \\pset ${found.option} ${found.value} sets it.`);
  } else void set.run(host, { name: '\\set', args: [found.option, found.value], rest: '', plus: false });
  return true;
}

/** @throws ValueError */
function checkedBell(seconds: string): string {
  if (/^\d+(?:\.\d+)?$/.test(seconds)) return seconds;
  throw new ValueError(`\\set bell takes a number of seconds, not "${seconds}".`, {
    hint: '\\set bell 10 rings when a statement took 10 s or more; \\unset bell ends that.',
  });
}

/** @throws ValueError, ConfigError where there is no editor */
function setEditing(host: Host, choice: string | undefined): void {
  if (choice !== undefined && choice !== 'emacs' && choice !== 'vi') {
    throw new ValueError(`\\set editing takes emacs or vi, not "${choice}".`);
  }
  const now = host.editing(choice);
  if (now === null) throw new ConfigError('There is no editor here to be set.', { hint: 'It needs the full prompt.' });
  host.say(`The keys that edit are those of ${now}.`);
}

function kept(isSwitch: boolean, enabled: boolean, value: string): string {
  if (isSwitch) return enabled ? 'on' : 'off';
  return `'${value.replaceAll("'", "''")}'`;
}

export const unset: MetaCommand = {
  names: ['\\unset'],
  offline: true,
  usage: 'NAME',
  group: 'General',
  help: 'Forget a variable.',
  arguments: ['variable'],
  run(host, { name: command, args: [name] }) {
    const checked = checkedName(command, name);
    if (host.variables.unset(checked)) return;
    throw new ValueError(`There is no variable "${checked}".`, { hint: 'List them with \\set' });
  },
};

export const prompt: MetaCommand = {
  names: ['\\prompt'],
  offline: true,
  usage: '[TEXT] NAME',
  group: 'General',
  help: 'Ask for the value of a variable.',
  arguments: ['text', 'variable'],
  examples: ["\\prompt 'Since when? ' since"],
  async run(host, { name: command, args }) {
    const name = checkedName(command, args.at(-1));
    const message = args.length > 1 ? args.slice(0, -1).join(' ') : `The value of ${name}:`;
    host.variables.set(name, await host.ask({ kind: 'text', field: name, message }));
  },
};

export const echo: MetaCommand = {
  names: ['\\echo', '\\warn', '.print', '!print'],
  offline: true,
  usage: '[TEXT]',
  group: 'General',
  raw: true,
  help: 'Say a text, with its variables filled in where they are on.',
  arguments: ['text'],
  examples: ['\\echo loading the second half'],
  run(host, { rest }) {
    // psql's -n leaves out the line's end; talk comes in lines here.
    const text = rest.replace(/^-n(?:\s+|$)/, '').replace(/^(['"])([^]*)\1$/, '$2');
    host.answer(host.variables.fill(text, host.session.engine));
  },
};
