import { ValueError } from '../../support/errors.js';
import { LONGEST_SECONDS } from '../../support/longest-wait.js';
import type { MetaCommand } from '../command.js';
import type { Host } from '../host.js';
import { statementOf } from './send.js';

// A forgotten \watch must not keep a warehouse awake over night.
const MOST_RUNS = 30;
const USUAL_SECONDS = 2;

export const watch: MetaCommand = {
  names: ['\\watch', '.watch'],
  usage: '[SECONDS] [RUNS]',
  group: 'Query',
  sends: true,
  runs: true,
  help: `Run the statement before it (or the last one) again and again, ${MOST_RUNS} times unless told otherwise.`,
  arguments: ['text', 'text'],
  examples: ['select count(*) from jobs \\watch 5', '\\watch 10 200'],
  async run(host, call) {
    const seconds = positive('The pause in seconds', call.args[0], USUAL_SECONDS, LONGEST_SECONDS);
    const runs = Math.floor(positive('The number of runs', call.args[1], MOST_RUNS, Number.MAX_SAFE_INTEGER));
    const { sql, line } = statementOf(host, call);
    host.say(opening(host, seconds, runs));
    for (let run = 1; run <= runs; run++) {
      if (!(await host.runSql(sql, { line }))) {
        host.say(`Stopped in run ${run} of ${runs}.`);
        return;
      }
      if (run < runs && !(await host.wait(seconds * 1000))) {
        host.say(`Stopped after ${run} of ${runs} runs.`);
        return;
      }
    }
    host.say(`Stopped after ${runs} ${runs === 1 ? 'run' : 'runs'}; \\watch ${seconds} ${runs * 10} runs it longer.`);
  },
};

function opening({ session }: Host, seconds: number, runs: number): string {
  const { warehouse } = session.context;
  const awake = warehouse === null ? '' : ` It keeps the warehouse ${warehouse} running.`;
  return `Runs every ${seconds} s, ${runs} times at most; Ctrl+C stops.${awake}`;
}

function positive(what: string, text: string | undefined, usual: number, most: number): number {
  if (text === undefined) return usual;
  // psql's own spelling, too: i=5 c=3.
  const value = Number(text.replace(/^[ic]=/, ''));
  if (value > 0 && value <= most) return value;
  throw new ValueError(`${what} can’t be "${text}".`, { hint: 'Example: \\watch 5 100' });
}
