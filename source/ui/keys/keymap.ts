import { ValueError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { BINDINGS, type Binding, type KeyContext } from './bindings.js';
import { normaliseChord } from './chord.js';

/** What chords typed so far mean: an action, the beginning of one, or nothing. */
export type Lookup =
  { readonly type: 'action'; readonly action: string } | { readonly type: 'prefix' } | { readonly type: 'none' };

export interface Keymap {
  /** Contexts are asked in order; the first that knows the chords answers. */
  lookup(contexts: readonly KeyContext[], chords: readonly string[]): Lookup;
  /** What is active, settings included, in the table's order: `\? keys` prints it. */
  readonly bindings: readonly Binding[];
  /** The chord to teach for an action, normalised; `undefined` when the settings took its last one. */
  chordFor(action: string, contexts?: readonly KeyContext[]): string | undefined;
}

/** The value that takes a chord away: `keys: {"ctrl+z": "none"}`. */
const UNBOUND = 'none';

/**
 * The table of keys with a person's own chords over it.
 *
 * @param settings chord → action, or `none`: `{"ctrl+r": "history-search"}`
 * @throws ValueError for an unknown action (names the nearest) or a chord that can't be read
 */
export function createKeymap(settings: Readonly<Record<string, string>> = {}): Keymap {
  const bindings = Object.entries(settings).reduce(rebind, BINDINGS);
  const maps = new Map<KeyContext, Map<string, string>>();
  const prefixes = new Map<KeyContext, Set<string>>();
  for (const { context, action, chords } of bindings) {
    const map = entry(maps, context, () => new Map<string, string>());
    const starts = entry(prefixes, context, () => new Set<string>());
    for (const chord of chords) {
      map.set(chord, action);
      const parts = chord.split(' ');
      for (let length = 1; length < parts.length; length += 1) starts.add(parts.slice(0, length).join(' '));
    }
  }
  return {
    bindings,
    lookup(contexts, chords) {
      const typed = chords.join(' ');
      for (const context of contexts) {
        const action = maps.get(context)?.get(typed);
        if (action !== undefined) return { type: 'action', action };
      }
      return { type: contexts.some((context) => prefixes.get(context)?.has(typed)) ? 'prefix' : 'none' };
    },
    chordFor(action, contexts) {
      const usable = bindings.filter((binding) => contexts === undefined || contexts.includes(binding.context));
      return usable.find((binding) => binding.action === action && binding.chords.length > 0)?.chords[0];
    },
  };
}

function rebind(bindings: readonly Binding[], [written, action]: [string, string]): readonly Binding[] {
  const chord = normaliseChord(written);
  if (action !== UNBOUND) assertKnown(bindings, action);
  // A chord has one meaning in a context: it leaves whatever had it, in the contexts where the action lives.
  const contexts = new Set(bindings.filter((binding) => binding.action === action).map((binding) => binding.context));
  return bindings.map((binding) => {
    const others = binding.chords.filter((other) => other !== chord);
    if (binding.action === action) return { ...binding, chords: [chord, ...others] };
    return action === UNBOUND || contexts.has(binding.context) || shadows(binding.context, contexts)
      ? { ...binding, chords: others }
      : binding;
  });
}

/** A way of editing wins over `editor`: a chord given to an editor action must not be hidden by it. */
function shadows(context: KeyContext, contexts: ReadonlySet<KeyContext>): boolean {
  return contexts.has('editor') && (context === 'emacs' || context === 'vi-insert');
}

function assertKnown(bindings: readonly Binding[], action: string): void {
  const known = [...new Set(bindings.map((binding) => binding.action))];
  if (known.includes(action)) return;
  const close = nearest(action, known);
  throw new ValueError(`There is no key action named "${action}".`, {
    hint: close === undefined ? 'All actions are listed by "\\? keys".' : `Did you mean "${close}"?`,
  });
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
