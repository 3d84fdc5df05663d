import { FORMATS, formatByName } from '../results/formats/index.js';
import { ValueError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import type { Display } from './host.js';
import { onOff } from './on-off.js';
import { DEFAULT_PROMPT, parseTemplate, PROMPT_FIELDS } from './prompt-template.js';

/** One way in which results can look different. */
export interface PsetOption {
  readonly name: string;
  /** As a sentence without a subject. */
  readonly help: string;
  readonly values: readonly string[];
  show(display: Display): string;
  /** Without a value a switch is switched over, and anything else stays as it is. @throws ValueError naming what it takes */
  set(display: Display, value: string | undefined): void;
}

const FORMAT_NAMES = FORMATS.filter(({ binary }) => !binary).map(({ name }) => name);

export const PSET_OPTIONS: readonly PsetOption[] = [
  {
    name: 'null',
    help: 'What stands for NULL.',
    values: [],
    show: ({ nullText }) => nullText,
    set: (display, value) => (display.nullText = value ?? display.nullText),
  },
  choice('border', 'Lines between cells.', ['light', 'none']),
  switched('types', 'A line with the types under the names.'),
  switched('digitGroups', 'Digits in groups of three.'),
  switched('formulaGuard', "csv and tsv: a ' before text that a spreadsheet would run as a formula."),
  count('maxrows', 'Rows fetched for the screen before a result pauses.', 'limit'),
  {
    name: 'maxwidth',
    help: 'The widest that a column is shown; auto: as wide as there is room.',
    values: ['auto'],
    show: ({ maxWidth }) => (maxWidth === null ? 'auto' : String(maxWidth)),
    set(display, value) {
      if (value !== undefined) display.maxWidth = value === 'auto' ? null : numberOf('maxwidth', value);
    },
  },
  {
    name: 'expanded',
    help: 'Each row as a list of its values; auto: only where the columns don’t fit.',
    values: ['on', 'off', 'auto'],
    show: ({ expanded }) => (expanded === 'auto' ? 'auto' : expanded ? 'on' : 'off'),
    set(display, value) {
      display.expanded = value === 'auto' ? 'auto' : onOff('expanded', value, display.expanded === true);
    },
  },
  {
    name: 'format',
    help: 'The format in which results are shown.',
    values: FORMAT_NAMES,
    show: ({ format }) => format,
    set: (display, value) => (display.format = value === undefined ? display.format : formatFor(value)),
  },
  choice('pager', 'Show results and lists in $PAGER (or less -S): on: those that the screen doesn’t hold whole.', [
    'off',
    'on',
    'always',
  ]),
  template('prompt', 'What stands before the statement: text and {fields}.', DEFAULT_PROMPT),
  template('status', 'The line below the statement: text and {fields}; off: none.', ''),
];

/** Without a value it is as it was in the beginning. A word whose fields have no value now is left out. */
function template(name: 'prompt' | 'status', help: string, usual: string): PsetOption {
  return {
    name,
    help,
    values: PROMPT_FIELDS.map((field) => `{${field.name}}`),
    show: (display) => display[name] || 'off',
    set(display, value) {
      const chosen = value === undefined ? usual : value === 'off' ? '' : value;
      parseTemplate(chosen);
      display[name] = chosen;
    },
  };
}

/** @throws ValueError naming the nearest option */
export function psetOption(name: string): PsetOption {
  const found = PSET_OPTIONS.find((option) => option.name === name.toLowerCase());
  if (found) return found;
  const names = PSET_OPTIONS.map((option) => option.name);
  const guess = nearest(name, names);
  throw new ValueError(`There is no option "${name}".${guess ? ` Did you mean ${guess}?` : ''}`, {
    hint: `Options are ${names.join(', ')}.`,
  });
}

function switched(key: 'types' | 'digitGroups' | 'formulaGuard', help: string): PsetOption {
  const name = key.toLowerCase();
  return {
    name,
    help,
    values: ['on', 'off'],
    show: (display) => (display[key] ? 'on' : 'off'),
    set: (display, value) => (display[key] = onOff(name, value, display[key])),
  };
}

function choice<Name extends 'border' | 'pager'>(
  name: Name,
  help: string,
  values: readonly Display[Name][],
): PsetOption {
  return {
    name,
    help,
    values,
    show: (display) => display[name],
    set(display, value) {
      if (value === undefined) return;
      const meant = values.find((known) => known === value.toLowerCase());
      if (meant === undefined) {
        throw new ValueError(`${name} can’t be "${value}".`, { hint: `It takes ${values.join(' or ')}.` });
      }
      display[name] = meant;
    },
  };
}

function count(name: string, help: string, key: 'limit'): PsetOption {
  return {
    name,
    help,
    values: [],
    show: (display) => String(display[key]),
    set: (display, value) => (display[key] = value === undefined ? display[key] : numberOf(name, value)),
  };
}

function numberOf(name: string, value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new ValueError(`${name} can’t be "${value}".`, { hint: 'It takes a whole number above 0.' });
}

function formatFor(value: string): string {
  const format = formatByName(value);
  if (!format.binary) return format.name;
  throw new ValueError(`${format.name} can’t be shown on a screen.`, {
    hint: `Write it to a file: \\export result.${format.extensions[0]}`,
  });
}
