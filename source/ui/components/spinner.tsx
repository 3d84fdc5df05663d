import { Text } from 'ink';
import { useLook } from '../look.js';
import { useTick } from '../ticker.js';

/** Shows that something goes on, with what it is. */
export function Spinner({ label }: { readonly label?: string }) {
  const { symbols, theme } = useLook();
  const tick = useTick();
  const sign = theme.accent(symbols.spinner[tick % symbols.spinner.length]!);
  return <Text wrap="truncate">{label === undefined ? sign : `${sign} ${label}`}</Text>;
}
