import { Box, Text } from 'ink';
import type { Profile } from '../profiles/index.js';
import { startInk } from '../ui/app-render.js';
import { Select } from '../ui/components/select.js';
import type { SelectItem } from '../ui/components/select-model.js';
import { chordOf } from '../ui/keys/event.js';
import { useKeys } from '../ui/keys-context.js';
import type { Screen } from '../ui/screen.js';
import type { Tty } from '../ui/tty.js';

export type Picked =
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'setup' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'left' };

/** Asks which profile to open, the last used first. */
export async function pickProfile(tty: Tty, screen: Screen, profiles: readonly Profile[]): Promise<Picked> {
  let picked: Picked = { kind: 'left' };
  const app = startInk(
    <Picker
      profiles={profiles}
      onPick={(choice) => {
        picked = choice;
        app.unmount();
      }}
    />,
    { tty, screen },
  );
  await app.waitUntilExit();
  return picked;
}

function Picker(props: { readonly profiles: readonly Profile[]; readonly onPick: (picked: Picked) => void }) {
  useKeys((event) => {
    // Layout effects run child first, so this handler stands above the list's: what isn't for it goes on.
    if (event.type !== 'key' || !['ctrl+c', 'ctrl+d'].includes(chordOf(event))) return false;
    props.onPick({ kind: 'left' });
    return true;
  });
  const items: readonly SelectItem<Picked>[] = [
    ...props.profiles.map((profile): SelectItem<Picked> => {
      const detail = [profile.engine, profile.settings.environment].filter(Boolean).join(' · ');
      return { value: { kind: 'profile', profile }, label: profile.name, detail };
    }),
    { value: { kind: 'setup' }, label: 'Add a connection…' },
    { value: { kind: 'memory' }, label: 'DuckDB in memory', detail: 'no account needed' },
  ];
  return (
    <Box flexDirection="column">
      <Text>Which connection?</Text>
      <Select items={items} onSelect={props.onPick} onCancel={() => props.onPick({ kind: 'left' })} />
    </Box>
  );
}
