/** Asking an insurer to cover a buyer: at most once per request, whatever happens. */
import { domainError, isEncoursError, localDateAt, type EncoursError } from '../kernel';
import type {
  Connector,
  CoverDesk,
  CoverRequestOutcome,
  HttpRequest,
  ReadContext,
} from '../connector-kit';
import { timeZoneOf } from '../database';
import { connectorOf, type Hub } from '../hub';
import { getConnection, type Connection } from '../landing';
import {
  answerCoverRequest,
  claimCoverRequest,
  openCoverRequest,
  type ClaimedCoverRequest,
  type CoverAnswer,
  type CoverRequestDraft,
} from '../limits';
import { identifiersOf } from '../unify';
import { openReading } from './open-reading';
import { pauseRefused } from './pause-connection';
import { notActive } from './sync-alone';

export interface CoverAsk extends Omit<CoverRequestDraft, 'by' | 'at'> {
  tenantId: string;
  by: string;
  signal: AbortSignal;
}

/**
 * Asks for a cover, or answers the request of this key as it stands. Two at once, and a request whose process died, never
 * ask twice: what was sent and not heard of is IN_DOUBT until the insurer's covers, or a person, tell how it ended. Throws
 * COVERS_NOT_OFFERED, COVER_AMOUNT_INVALID, CONNECTION_NOT_ACTIVE and what opening a request throws.
 */
export async function requestCover(hub: Hub, ask: CoverAsk): Promise<{ coverRequestId: string }> {
  const { tenantId, signal, ...draft } = ask;
  const connection = await hub.database.tenant(tenantId, (tx) =>
    getConnection(tx, draft.connectionId),
  );
  const connector = connectorOf(hub, connection.connectorId);
  const desk = deskOf(connector);
  requireAmount(connector, desk, draft);
  if (connection.status !== 'ACTIVE') throw notActive(connection);
  // Opened first: settings that cannot be used must not leave a request behind.
  const context = await openDesk(hub, { tenantId, connection, connector, signal, ...draft });
  const { coverRequestId } = await hub.database.tenant(tenantId, (tx) =>
    openCoverRequest(tx, { ...draft, at: hub.clock.now() }),
  );
  const claimed = await hub.database.tenant(tenantId, (tx) =>
    claimCoverRequest(tx, coverRequestId, hub.clock.now()),
  );
  if (claimed === null) return { coverRequestId };
  const answer = await send(context, desk, { ...claimed, reference: coverRequestId });
  await hub.database.tenant(tenantId, (tx) =>
    answerCoverRequest(tx, coverRequestId, { ...answer.said, at: hub.clock.now() }),
  );
  const { error } = answer;
  if (error?.family === 'AUTH') await pauseRefused(hub, tenantId, { connection, error });
  return { coverRequestId };
}

function deskOf(connector: Connector): CoverDesk<object> {
  if (connector.coverDesk !== undefined) return connector.coverDesk;
  throw domainError('COVERS_NOT_OFFERED', `${connector.name} cannot be asked for covers`, {
    remedy: 'use a connection of an insurer that can',
  });
}

function requireAmount(
  connector: Connector,
  { stepMinor }: CoverDesk<object>,
  { amountMinor, currency }: Pick<CoverRequestDraft, 'amountMinor' | 'currency'>,
): void {
  if (amountMinor > 0n && amountMinor % stepMinor === 0n) return;
  throw domainError(
    'COVER_AMOUNT_INVALID',
    `${connector.name} covers amounts above zero in steps of ${stepMinor / 100n} ${currency}`,
    {
      place: { field: 'input.amount' },
      remedy: `ask for a multiple of ${stepMinor / 100n} ${currency}`,
    },
  );
}

async function openDesk(
  hub: Hub,
  of: {
    tenantId: string;
    connection: Connection;
    connector: Connector;
    siren: string;
    signal: AbortSignal;
  },
): Promise<ReadContext<object>> {
  const { connection, siren } = of;
  const { connectionId } = connection;
  const at = hub.clock.now();
  const identifierOf = await hub.database.tenant(of.tenantId, async (tx) => {
    const asOf = localDateAt(at, await timeZoneOf(tx));
    return identifiersOf(tx, { sirens: [siren], connectionId, asOf });
  });
  return openReading(hub, {
    ...of,
    subjects: [siren],
    stream: null,
    neededSince: at,
    identifierOf,
  });
}

type Said = Omit<CoverAnswer, 'at'>;

/** Never rejects because of the insurer: what it did is the answer. */
async function send(
  context: ReadContext<object>,
  desk: CoverDesk<object>,
  request: ClaimedCoverRequest & { reference: string },
): Promise<{ said: Said; error: EncoursError | null }> {
  const state = { isOnItsWay: false };
  const http: ReadContext<object>['http'] = {
    request: (asked) => {
      if (!isSafe(asked)) state.isOnItsWay = true;
      return context.http.request(asked);
    },
  };
  try {
    const outcome = await desk.request({ ...context, http }, request);
    return { said: saidOf(outcome), error: null };
  } catch (error) {
    const known = isEncoursError(error) ? error : null;
    const said: Said = {
      status: !state.isOnItsWay || (known !== null && wasNotTaken(known)) ? 'FAILED' : 'IN_DOUBT',
      code: known?.code ?? 'INTERNAL',
      message: known?.message ?? 'it failed on our side; the log says why',
      providerReference: null,
    };
    if (known === null) context.logger.error('a request for a cover failed', { error });
    return { said, error: known };
  }
}

/** Looking something up asks for nothing; what may not be sent twice may be the request itself. */
function isSafe({ method = 'GET', isIdempotent = method !== 'POST' }: HttpRequest): boolean {
  return method === 'GET' || isIdempotent;
}

function saidOf({ status, providerReference, message }: CoverRequestOutcome): Said {
  return { status, providerReference, message, code: null };
}

/**
 * The insurer refused to take it, or was not asked: it has no such request. After anything else (no answer in time, an
 * answer cut off or not understood, a fault of the insurer's) it may have one.
 */
function wasNotTaken({ family, code }: EncoursError): boolean {
  if (code === 'PROVIDER_RATE_LIMITED' || code === 'PROVIDER_IN_MAINTENANCE') return true;
  return family === 'CONFIG' || family === 'AUTH' || family === 'DOMAIN';
}
