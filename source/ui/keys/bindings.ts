/**
 * Where a key means something. `editor` holds under every way of editing; `emacs`, `vi-insert` and `vi-normal` add to
 * it and win over it; `global` holds everywhere.
 */
export type KeyContext = 'global' | 'editor' | 'emacs' | 'vi-insert' | 'vi-normal' | 'menu';

export interface Binding {
  readonly context: KeyContext;
  readonly action: string;
  /** Chords, the one to teach first. A chord may be a sequence: `ctrl+x ctrl+e`. */
  readonly chords: readonly string[];
  readonly help: string;
}

type Row = readonly [action: string, chords: string, help: string];

/**
 * The one table of keys: what runs, what help prints and what the documentation lists. Every chord with Alt stands
 * beside one without, because macOS terminals send no Alt by default. Chords are separated by two blanks.
 */
export const BINDINGS: readonly Binding[] = [
  ...rows('global', [
    ['cancel', 'ctrl+c', 'Clear the line, cancel what runs, or say how to quit'],
    ['suspend', 'ctrl+z', 'Stop the program; fg brings it back'],
    ['clear-screen', 'ctrl+l', 'Clear the screen'],
    ['help', 'f1', 'Show help'],
  ]),
  ...rows('editor', [
    ['submit', 'enter', 'Run the statement when it is complete, else break the line'],
    ['newline', 'ctrl+j  alt+enter  ctrl+enter  shift+enter', 'Break the line'],
    ['submit-whole', 'ctrl+x ctrl+r  alt+x', 'Send the whole buffer as one statement'],
    ['complete', 'tab', 'Complete the word before the caret'],
    ['complete-back', 'shift+tab', 'Go back in the completions'],
    ['close', 'escape', 'Close what is open'],
    ['left', 'left', 'Move left'],
    ['right', 'right', 'Move right'],
    ['up', 'up', 'Move up; on the first row, to the statement before in the history'],
    ['down', 'down', 'Move down; on the last row, to the statement after in the history'],
    ['word-left', 'ctrl+left  alt+left', 'Move to the start of the word'],
    ['word-right', 'ctrl+right  alt+right', 'Move to the end of the word'],
    ['line-start', 'home', 'Move to the start of the line'],
    ['line-end', 'end', 'Move to the end of the line'],
    ['buffer-start', 'ctrl+home', 'Move to the start of the text'],
    ['buffer-end', 'ctrl+end', 'Move to the end of the text'],
    ['page-up', 'pageup', 'Move up by a screen'],
    ['page-down', 'pagedown', 'Move down by a screen'],
    ['delete-back', 'backspace  shift+backspace', 'Delete the character before the caret'],
    ['delete-forward', 'delete', 'Delete the character at the caret'],
    ['kill-word-forward', 'ctrl+delete', 'Cut to the end of the word'],
    ['kill-word-back', 'ctrl+w', 'Cut back to the blank before the word'],
    ['kill-to-start', 'ctrl+u', 'Cut back to the start of the line'],
    ['history-search', 'ctrl+r', 'Search the history'],
    ['edit-external', 'ctrl+x ctrl+e', 'Edit the text in $VISUAL or $EDITOR'],
    ['format', 'ctrl+x ctrl+f', 'Format the statement'],
    ['redo', 'ctrl+x r', 'Redo what was undone'],
  ]),
  ...rows('emacs', [
    ['left', 'ctrl+b', 'Move left'],
    ['right', 'ctrl+f', 'Move right'],
    ['up', 'ctrl+p', 'Move up, or to the statement before'],
    ['down', 'ctrl+n', 'Move down, or to the statement after'],
    ['word-left', 'alt+b', 'Move to the start of the word'],
    ['word-right', 'alt+f', 'Move to the end of the word'],
    ['line-start', 'ctrl+a', 'Move to the start of the line'],
    ['line-end', 'ctrl+e', 'Move to the end of the line'],
    ['buffer-start', 'alt+<', 'Move to the start of the text'],
    ['buffer-end', 'alt+>', 'Move to the end of the text'],
    ['bracket', 'ctrl+]', 'Move to the matching bracket'],
    ['delete-or-quit', 'ctrl+d', 'Delete the character at the caret; quit on an empty line'],
    ['kill-line', 'ctrl+k', 'Cut to the end of the line'],
    ['kill-word-forward', 'alt+d', 'Cut to the end of the word'],
    ['kill-subword-back', 'ctrl+x backspace  alt+backspace  ctrl+backspace', 'Cut back to the start of the word'],
    ['yank', 'ctrl+y', 'Paste what was cut'],
    ['yank-pop', 'ctrl+x y  alt+y', 'After a paste: paste what was cut before it instead'],
    ['transpose', 'ctrl+t', 'Swap the characters around the caret'],
    ['upcase-word', 'ctrl+x ctrl+u  alt+u', 'Upper case to the end of the word'],
    ['downcase-word', 'ctrl+x ctrl+l  alt+l', 'Lower case to the end of the word'],
    ['undo', 'ctrl+_  ctrl+x u', 'Undo'],
  ]),
  ...rows('vi-insert', [
    ['vi-normal', 'escape  ctrl+[', 'To normal mode'],
    ['delete-or-quit', 'ctrl+d', 'Quit on an empty line'],
  ]),
  ...rows('vi-normal', [
    ['left', 'h  backspace', 'Move left'],
    ['right', 'l  space', 'Move right'],
    ['down', 'j', 'Move down, or to the statement after'],
    ['up', 'k', 'Move up, or to the statement before'],
    ['vi-word', 'w', 'To the next word'],
    ['vi-big-word', 'W', 'To the next word between blanks'],
    ['vi-back', 'b', 'To the start of the word'],
    ['vi-big-back', 'B', 'To the start of the word between blanks'],
    ['vi-end', 'e', 'To the end of the word'],
    ['vi-big-end', 'E', 'To the end of the word between blanks'],
    ['line-start', '0', 'To the start of the line'],
    ['vi-first', '^  _', 'To the first character that is no blank'],
    ['line-end', '$', 'To the end of the line'],
    ['vi-top', 'g g', 'To the first line, or the line of the count'],
    ['vi-bottom', 'G', 'To the last line, or the line of the count'],
    ['bracket', '%', 'To the matching bracket'],
    ['vi-find', 'f', 'To a character on the line'],
    ['vi-find-back', 'F', 'Back to a character on the line'],
    ['vi-till', 't', 'To before a character on the line'],
    ['vi-till-back', 'T', 'Back to after a character on the line'],
    ['vi-repeat-find', ';', 'Repeat the last f, F, t or T'],
    ['vi-reverse-find', ',', 'The same, the other way'],
    ['vi-delete', 'd', 'Delete: dd a line, dw a word, …'],
    ['vi-change', 'c', 'Change: the same, and insert'],
    ['vi-yank', 'y', 'Copy: the same, without deleting'],
    ['vi-delete-end', 'D', 'Delete to the end of the line'],
    ['vi-change-end', 'C', 'Change to the end of the line'],
    ['vi-change-line', 'S', 'Change the line'],
    ['vi-yank-line', 'Y', 'Copy the line'],
    ['vi-delete-char', 'x  delete', 'Delete the character'],
    ['vi-delete-before', 'X', 'Delete the character before'],
    ['vi-substitute', 's', 'Change the character'],
    ['vi-replace', 'r', 'Replace the character by the next key'],
    ['vi-swap-case', '~', 'Swap upper and lower case'],
    ['vi-join', 'J', 'Join the next line'],
    ['vi-put', 'p', 'Put what was cut after the caret'],
    ['vi-put-before', 'P', 'Put what was cut before the caret'],
    ['vi-insert', 'i  insert', 'Insert'],
    ['vi-insert-first', 'I', 'Insert at the start of the line'],
    ['vi-append', 'a', 'Insert after the caret'],
    ['vi-append-end', 'A', 'Insert at the end of the line'],
    ['vi-open', 'o', 'Insert on a new line below'],
    ['vi-open-above', 'O', 'Insert on a new line above'],
    ['vi-repeat', '.', 'Repeat the last change'],
    ['undo', 'u', 'Undo'],
    ['redo', 'ctrl+y', 'Redo what was undone'],
    ['history-search', '/', 'Search the history'],
    ['delete-or-quit', 'ctrl+d', 'Quit on an empty line'],
  ]),
  ...rows('menu', [
    ['menu-up', 'up  ctrl+p  shift+tab', 'One up'],
    ['menu-down', 'down  ctrl+n  tab', 'One down'],
    ['menu-page-up', 'pageup', 'A window up'],
    ['menu-page-down', 'pagedown', 'A window down'],
    ['menu-first', 'ctrl+home', 'To the first'],
    ['menu-last', 'ctrl+end', 'To the last'],
    ['menu-accept', 'enter', 'Choose'],
    ['menu-close', 'escape', 'Close without choosing'],
  ]),
];

function rows(context: KeyContext, lines: readonly Row[]): readonly Binding[] {
  return lines.map(([action, chords, help]) => ({
    context,
    action,
    chords: chords.trim().split(/ {2,}/),
    help,
  }));
}
