import { ValueError } from '../../support/errors.js';

/**
 * The words of a command line as a POSIX shell would split it, without any expansion: quotes and backslashes only.
 * A text that starts with `[` is a JSON array of words.
 * @throws ValueError when a quote stays open, the JSON is broken or there is no word.
 */
export function splitCommand(text: string): readonly string[] {
  const words = text.trim().startsWith('[') ? jsonWords(text) : shellWords(text);
  if (words.length > 0 && words[0] !== '') return words;
  throw new ValueError('The command is empty.', { hint: 'Give a program and its arguments.' });
}

function jsonWords(text: string): readonly string[] {
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  } catch {
    // Said below, as for an array of something else.
  }
  throw new ValueError('The command starts with "[" but is no JSON array of texts.', {
    hint: 'Write it like ["databricks", "auth", "token"].',
  });
}

function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    const next = text[index + 1];
    if (quote !== '' && char === quote) quote = '';
    else if (char === '\\' && next !== undefined && (quote === '' || (quote === '"' && /["\\$`]/.test(next)))) {
      word = (word ?? '') + next;
      index++;
    } else if (quote !== '') word = (word ?? '') + char;
    else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') throw new ValueError(`The command has an open ${quote} quote.`);
  return word === undefined ? words : [...words, word];
}
