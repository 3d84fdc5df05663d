import { describe, expect, test } from 'vitest';
import { DEFAULT_PROMPT } from '../../../source/meta/prompt-template.js';
import { promptText, statusText, type PromptModel } from '../../../source/repl/prompt-parts.js';
import { createTheme } from '../../../source/ui/theme.js';

const BARE = createTheme(0);
const COLOURED = createTheme(1);

function model(settings: object = {}, context: object = {}, template = DEFAULT_PROMPT): PromptModel {
  const place = { warehouse: 'WH', catalog: 'SALES', schema: 'PUBLIC', ...context };
  const session = { name: 'prod', engine: 'snowflake', settings, context: place };
  return { session: session as PromptModel['session'], lastMs: null, template };
}

describe('the prompt', () => {
  test('is as wide as it says, and its continuation too', () => {
    const prompt = promptText(model({}, { inTransaction: true }), BARE, 200);
    expect(prompt.text).toBe('prod snowflake SALES.PUBLIC WH in transaction*> ');
    expect(prompt.width).toBe(prompt.text.length);
    expect(prompt.continuation("'")).toHaveLength(prompt.width);
    expect(promptText(model({}, {}, ''), BARE, 80)).toMatchObject({ text: '> ', width: 2 });
  });

  test('leaves out the least important where there is no room, never the environment', () => {
    const production = model({ environment: 'production', read_only: true });
    expect(promptText(production, BARE, 80).text).toBe('prod SALES.PUBLIC production read-only> ');
    expect(promptText(production, BARE, 30).text).toBe('prod production read-only> ');
  });

  test('has the colour of the profile, and the environment its own', () => {
    const { text } = promptText(model({ environment: 'production', color: 'magenta' }), COLOURED, 200);
    expect(text).toMatch(/^\u001b\[35mprod\u001b\[39m .*\u001b\[31mproduction\u001b\[39m/);
    expect(promptText(model({ color: 'constructor' }), COLOURED, 200).text).toContain('\u001b[36mprod');
  });

  test('is safe to show, whatever a name holds', () => {
    expect(promptText(model({ label: 'a\u001b[2Jb' }), BARE, 80).text).not.toContain('\u001b');
  });

  test('the status fills the row and no more', () => {
    expect(statusText(model({}, {}, '{warehouse}:{state} at {place}'), BARE, 80)).toBe('WH: at SALES.PUBLIC');
    expect(statusText(model({}, {}, '{warehouse} {place}'), BARE, 14)).toBe('SALES.PUBLIC');
  });
});
