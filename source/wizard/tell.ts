import type { BackendEvent, WaitingFor } from '../backends/base.js';
import type { WizardEvent } from './state.js';

const WAITING: Record<WaitingFor, string> = {
  connecting: 'Connecting.',
  approval: 'Approve the login on your phone.',
  browser: 'Finish the login in your browser.',
  warehouse: 'The warehouse is starting.',
  queued: 'Waiting for a free place on the warehouse.',
  running: 'Running.',
  fetching: 'Fetching.',
};

/** What a backend tells while it logs in or opens, as an event of the wizard; null for what it has no place for. */
export function tellBackend(work: number, event: BackendEvent): WizardEvent | null {
  switch (event.type) {
    case 'stage': {
      const { stage } = event;
      if (event.state === 'started') {
        return { type: 'mark', work, mark: { stage, state: 'running', ms: null, detail: null } };
      }
      const ms = event.state === 'skipped' ? null : event.ms;
      const detail = event.state === 'failed' ? null : (event.detail ?? null);
      return { type: 'mark', work, mark: { stage, state: event.state, ms, detail } };
    }
    case 'waiting':
      return { type: 'waiting', work, text: event.detail ?? WAITING[event.for] };
    case 'open-url':
      return { type: 'waiting', work, text: WAITING.browser, url: event.url };
    case 'notice':
      return { type: 'notice', work, text: event.message };
    case 'query-id':
      return null;
  }
}
