import { Box, Text, type DOMElement } from 'ink';
import { useRef, useState } from 'react';
import { terminalSafe } from '../../support/terminal-safe.js';
import { graphemes } from '../../support/width.js';
import { useViewport } from '../app-render.js';
import { useBoxPlace } from '../box-place.js';
import { useCaret } from '../caret.js';
import { actionOf, useKeymap } from '../keymap-context.js';
import { useKeys } from '../keys-context.js';
import { useLook } from '../look.js';
import { editLine, insertInLine, lineOf, type Line } from '../text/line.js';
import { lineWindow } from '../text/window.js';

export interface TextFieldProps {
  /** The text to begin with; later changes of it are not followed (give another `key` for another field). */
  readonly initial?: string;
  /** Shown dim while the field is empty. */
  readonly placeholder?: string;
  /** A secret: drawn as dots, a paste loses its line ends instead of turning them into blanks. */
  readonly mask?: boolean;
  /** A paste keeps its line ends; they are drawn as signs. */
  readonly lines?: boolean;
  readonly active?: boolean;
  /** A sentence that says what is wrong, or `undefined`. Asked at every change, shown once something was typed. */
  readonly validate?: (value: string) => string | undefined;
  readonly onChange?: (value: string) => void;
  /** Called with a valid value only. */
  readonly onSubmit: (value: string) => void;
}

/** One line of text with a real cursor. Keys it has no use for (Esc, Tab, arrows up and down) go on to others. */
export function TextField(props: TextFieldProps) {
  const { initial = '', placeholder = '', mask = false, lines = false, active = true, validate } = props;
  const { theme, symbols } = useLook();
  const keymap = useKeymap();
  const [line, setLine] = useState<Line>(() => lineOf(initial));
  const [touched, setTouched] = useState(false);
  const problem = validate?.(line.text);

  const change = (next: Line): void => {
    setLine(next);
    if (next.text === line.text) return;
    setTouched(true);
    props.onChange?.(next.text);
  };
  const submit = (): void => {
    setTouched(true);
    if (problem === undefined) props.onSubmit(line.text);
  };
  useKeys(
    (event) => {
      if (event.type !== 'key') {
        const joined = mask && !lines ? event.text.replace(/\s*\n\s*/g, '') : event.text;
        change(insertInLine(line, joined, lines));
        return true;
      }
      const action = actionOf(keymap, ['emacs', 'editor'], event);
      if (action === 'submit') {
        submit();
        return true;
      }
      const edited = action === undefined ? undefined : editLine(line, action);
      if (edited === undefined) return false;
      change(edited);
      return true;
    },
    { active },
  );

  const box = useRef<DOMElement>(null);
  const { columns } = useViewport();
  const shown = draw(line, mask ? symbols.mask : undefined);
  const place = useBoxPlace(box);
  const visible = lineWindow(shown.text, shown.caret, columns - (place?.x ?? 0) - 1, symbols.ellipsis);
  useCaret(active && place !== undefined ? { x: place.x + visible.column, y: place.y } : undefined);
  return (
    <Box flexDirection="column">
      <Box ref={box}>
        <Text wrap="truncate">{line.text === '' ? theme.dim(placeholder) || ' ' : visible.text}</Text>
      </Box>
      {touched && problem !== undefined && <Text>{theme.error(`${symbols.failed} ${terminalSafe(problem)}`)}</Text>}
    </Box>
  );
}

/** The line as the terminal may show it, and where the caret stands in that. */
function draw({ text, caret }: Line, mask: string | undefined): { readonly text: string; readonly caret: number } {
  if (mask !== undefined) {
    return { text: mask.repeat(graphemes(text).length), caret: graphemes(text.slice(0, caret)).length };
  }
  const before = terminalSafe(text.slice(0, caret));
  return { text: before + terminalSafe(text.slice(caret)), caret: before.length };
}
