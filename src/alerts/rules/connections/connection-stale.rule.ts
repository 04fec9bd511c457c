import type { LocalDate } from '../../../kernel';
import type {
  ConnectionAlertDraft,
  ConnectionRule,
  ConnectionView,
} from '../../connections/connection-alert-types';

const DAY_MS = 86_400_000;
/** A weekend without a run is no alert. */
const DAYS_MIN = 3;
/** Quarterly files may be late; what was never read at all for so long is forgotten. */
const DAYS_MAX = 120;
/** Times its own rhythm. */
const TOO_LATE = 3;
/** Connected for a week and never read: somebody meant to. */
const NEVER_READ_DAYS = 7;
/** Read once or twice: it may be a file of every month. */
const RHYTHM_UNKNOWN_DAYS = 35;

/** Nothing was read for longer than the connection's own rhythm explains, though nothing fails. */
export const connectionStale: ConnectionRule = {
  code: 'CONNECTION_STALE',
  evaluate: (view) => {
    if (view.status !== 'ACTIVE' || view.failure !== null) return null;
    // Then runs end without success, and the budget says why.
    if (view.budget?.isExhausted === true) return null;
    const days = daysSince(view);
    return days < patienceOf(view) ? null : draftOf(view, days);
  },
  isOver: (alert, view) => {
    if (view.status === 'DISCONNECTED') return 'DISCONNECTED';
    // That is said by an alert of its own.
    if (view.status === 'PAUSED') return 'PAUSED';
    const isRead = view.succeededAt !== null && view.succeededAt > alert.raisedAt;
    return isRead ? 'SYNCED_AGAIN' : null;
  },
};

/** Days without a run that succeeded which are nothing to talk of. */
function patienceOf({ rhythmDays, succeededAt }: ConnectionView): number {
  if (succeededAt === null) return NEVER_READ_DAYS;
  const days = rhythmDays === null ? RHYTHM_UNKNOWN_DAYS : Math.ceil(rhythmDays * TOO_LATE);
  return Math.min(Math.max(days, DAYS_MIN), DAYS_MAX);
}

function daysSince({ now, succeededAt, connectedAt }: ConnectionView): number {
  return Math.floor((now.getTime() - (succeededAt ?? connectedAt).getTime()) / DAY_MS);
}

function draftOf(view: ConnectionView, days: number): ConnectionAlertDraft {
  const { connectionId, connectorId, name, succeededAt, connectedAt, rhythmDays } = view;
  const about = { connectionId, rule: 'CONNECTION_STALE', severity: 'MEDIUM' } as const;
  const named = { connection: name, connector: connectorId, days };
  if (succeededAt === null) {
    const textParams = { ...named, connectedOn: { date: dayOf(connectedAt) } };
    return { ...about, severity: 'LOW', textKey: 'CONNECTION_NEVER_READ', textParams };
  }
  const succeededOn = { date: dayOf(succeededAt) };
  const textParams = { ...named, succeededOn, rhythm: rhythmDays };
  return { ...about, textKey: 'CONNECTION_STALE', textParams };
}

function dayOf(instant: Date): LocalDate {
  return instant.toISOString().slice(0, 10);
}
