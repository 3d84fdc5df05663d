import { Socket } from 'node:net';

/** Bytes that this process sent and received since the count began. */
export interface NetworkBytes {
  readonly sent: number;
  readonly received: number;
}

// Neither the drivers nor Node's diagnostics channels tell of a socket that TLS opens by itself; the list of what is
// open does, in every Node since 0.x, though without documentation.
type Handles = { readonly _getActiveHandles?: () => readonly unknown[] };

/** Counts on all sockets of this process together, from now on; null where Node doesn't list them. */
export function countNetworkBytes(): (() => NetworkBytes) | null {
  const list = (process as Handles)._getActiveHandles?.bind(process);
  if (!list) return null;
  const seen = new Map<Socket, { readonly before: NetworkBytes; now: NetworkBytes }>();
  const look = (isFirst: boolean): void => {
    for (const handle of list()) {
      if (!(handle instanceof Socket)) continue;
      const now = bytesOf(handle);
      const known = seen.get(handle);
      if (known) known.now = now;
      // One that was opened meanwhile counts from its first byte.
      else seen.set(handle, { before: isFirst ? now : { sent: 0, received: 0 }, now });
    }
  };
  look(true);
  return () => {
    look(false);
    let [sent, received] = [0, 0];
    for (const { before, now } of seen.values()) {
      sent += now.sent - before.sent;
      received += now.received - before.received;
    }
    return { sent, received };
  };
}

/** What waits in the socket has not left. */
function bytesOf({ bytesWritten, writableLength, bytesRead }: Socket): NetworkBytes {
  return { sent: Math.max(0, bytesWritten - writableLength), received: bytesRead };
}
