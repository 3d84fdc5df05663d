import type { Display } from '../../meta/index.js';
import type { Keymap } from '../../ui/keys/keymap.js';
import type { Look } from '../../ui/look.js';
import type { Tty } from '../../ui/tty.js';
import { act } from './actions.js';
import { GridApp, type GridHome } from './grid-app.js';
import { Painter } from './painter.js';

export interface RunGridOptions {
  readonly tty: Tty;
  readonly look: Look;
  readonly keymap: Keymap;
  readonly display: Pick<Display, 'nullText' | 'digitGroups' | 'types'>;
  readonly home: Omit<GridHome, 'suspend' | 'toClipboard'>;
  /** Which of the results, counted from the newest. */
  readonly index: number;
}

// Rows that come sooner are not announced by `…`: it would flash.
const PATIENCE_MS = 60;

/** Shows results on the whole screen until the person closes it. Call it while the terminal is handed over. */
export async function runGrid({ tty, look, keymap, display, home, index }: RunGridOptions): Promise<void> {
  const painter = new Painter(tty.stdout);
  let close!: () => void;
  const closed = new Promise<void>((resolve) => (close = resolve));
  let isDue = false;
  let late: NodeJS.Timeout | undefined;
  let isLate = false;
  const paint = (): void => {
    isDue = false;
    const frame = app.frame(tty.viewport.get());
    if (app.isWaiting && !isLate) {
      late ??= setTimeout(() => {
        isLate = true;
        paint();
      }, PATIENCE_MS);
      return;
    }
    clearTimeout(late);
    late = undefined;
    isLate = app.isWaiting;
    painter.paint(frame);
  };
  // Once a turn of the loop: keys that arrive together, and rows that are there already, make one frame.
  const onChange = (): void => {
    if (!isDue) setImmediate(paint);
    isDue = true;
  };
  const app = new GridApp({
    home: {
      get results() {
        return home.results;
      },
      engine: home.engine,
      environment: home.environment,
      formulaGuard: home.formulaGuard,
      readOn: () => home.readOn(),
      interrupt: () => home.interrupt(),
      toClipboard: (text) => void tty.stdout.write(text),
      suspend: () => void tty.handOver(() => tty.stop()),
    },
    look,
    keymap,
    cells: { style: look.theme.style, nullText: display.nullText, digitGroups: display.digitGroups },
    types: display.types,
    index,
    act,
    onChange,
    onClose: close,
  });
  const onCleared = (): void => {
    painter.forget();
    onChange();
  };
  const stopResize = tty.viewport.subscribe(onCleared);
  try {
    await tty.fullScreen({ onKeys: (events) => app.keys(events), onCleared }, () => closed);
  } finally {
    painter.end();
    clearTimeout(late);
    stopResize();
    await app.end();
  }
}
