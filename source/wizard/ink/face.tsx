import { startInk } from '../../ui/app-render.js';
import type { Look } from '../../ui/look.js';
import type { Screen } from '../../ui/screen.js';
import type { Tty } from '../../ui/tty.js';
import type { WizardFace } from '../run.js';
import { WizardScreen } from './screen.js';

export interface InkFaceOptions {
  readonly tty: Tty;
  readonly screen?: Screen;
  readonly look?: Look;
}

/** The wizard drawn in place: one question at a time. Its last frame, what came of it, stays on the screen. */
export function inkFace(options: InkFaceOptions): WizardFace {
  return {
    async run(session) {
      const app = startInk(<WizardScreen session={session} />, options);
      try {
        await session.finished;
        app.flush();
      } finally {
        app.unmount();
        await app.waitUntilExit();
      }
    },
  };
}
