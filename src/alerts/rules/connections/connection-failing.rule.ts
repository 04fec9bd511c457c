import type { LocalDate } from '../../../kernel';
import type {
  ConnectionAlertDraft,
  ConnectionRule,
  ConnectionView,
} from '../../connections/connection-alert-types';

const HOUR_MS = 3_600_000;
/** A provider that is away for an hour is no alert; its failing was told as an event. */
const FAILURES_MIN = 3;
const HOURS_MIN = 12;
/** From then on decisions rest on what is days old. */
const HOURS_HIGH = 72;

/** Runs that fail again and again, and credentials that were refused: those at once, as nothing is tried any more. */
export const connectionFailing: ConnectionRule = {
  code: 'CONNECTION_FAILING',
  evaluate: (view) => {
    if (view.status === 'PAUSED') return refused(view);
    return view.status === 'ACTIVE' ? failing(view) : null;
  },
  isOver: (_, view) => {
    if (view.status === 'DISCONNECTED') return 'DISCONNECTED';
    return view.status === 'ACTIVE' && view.failure === null ? 'SYNCED_AGAIN' : null;
  },
};

/** Refusals that only a new consent of the owner mends. */
const CONSENT_ENDED: ReadonlySet<string> = new Set(['OAUTH_REFRESH_REFUSED', 'OAUTH_TOKEN_LOST']);

function refused(view: ConnectionView): ConnectionAlertDraft {
  const { connectionId, connectorId, name, statusCode } = view;
  return {
    ...{ connectionId, rule: 'CONNECTION_FAILING', severity: 'HIGH' },
    textKey: CONSENT_ENDED.has(statusCode ?? '') ? 'CONSENT_ENDED' : 'CONNECTION_REFUSED',
    textParams: { connection: name, connector: connectorId, code: statusCode },
  };
}

function failing(view: ConnectionView): ConnectionAlertDraft | null {
  const { connectionId, connectorId, name, failure, succeededAt, now } = view;
  if (failure === null) return null;
  const hours = (now.getTime() - failure.since.getTime()) / HOUR_MS;
  if (failure.failures < FAILURES_MIN || hours < HOURS_MIN) return null;
  return {
    ...{ connectionId, rule: 'CONNECTION_FAILING' },
    severity: hours >= HOURS_HIGH ? 'HIGH' : 'MEDIUM',
    textKey: 'CONNECTION_FAILING',
    textParams: {
      ...{ connection: name, connector: connectorId, code: failure.code },
      failures: failure.failures,
      since: { date: dayOf(failure.since) },
      succeededOn: succeededAt === null ? null : { date: dayOf(succeededAt) },
    },
  };
}

function dayOf(instant: Date): LocalDate {
  return instant.toISOString().slice(0, 10);
}
