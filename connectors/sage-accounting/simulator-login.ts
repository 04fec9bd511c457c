/** Sage's token service: each use of a refresh token replaces it, and the one before is taken once more for a time. */
import {
  ConsentDesk,
  jsonResponse,
  WorldState,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedWorld,
} from '../../src/connector-kit';

export const sageConsents = new ConsentDesk({ path: '/oauth2/auth/central' });

const LIFE_S = 300;
const ISSUED = 'simulated-sage-';

/** One login that was let in; several connections have one each. */
interface Chain {
  current: string;
  former: string;
}

interface Desk {
  issued: number;
  chains: Chain[];
  /** Access tokens, and when by the clock of the books each ends. */
  access: Map<string, number>;
}

const desks = new WorldState<Desk>(() => ({ issued: 0, chains: [], access: new Map() }));

/** A 400 for a token that was replaced twice or never given, with the code of RFC 6749. */
export function renewTokens(
  { body }: SimulatedRequest,
  world: SimulatedWorld,
  nowMs: number,
): SimulatedResponse {
  const desk = desks.of(world);
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  if (form.get('client_id') === null || form.get('client_secret') === null) {
    return jsonResponse({ error: 'invalid_client' }, 400);
  }
  const isCode = form.get('grant_type') === 'authorization_code';
  const chain = isCode
    ? consentedTo(desk, sageConsents.takes(form, world))
    : chainOf(desk, form.get('refresh_token') ?? '');
  if (chain === null) return jsonResponse({ error: 'invalid_grant' }, 400);
  desk.issued += 1;
  const access = `${ISSUED}access-${desk.issued}-41ce`;
  chain.former = form.get('refresh_token') ?? '';
  chain.current = `${ISSUED}refresh-${desk.issued}-8d2f`;
  desk.access.set(access, nowMs + LIFE_S * 1_000);
  return jsonResponse({
    access_token: access,
    expires_in: LIFE_S,
    token_type: 'bearer',
    refresh_token: chain.current,
    refresh_token_expires_in: 2_678_400,
    scope: 'full_access',
  });
}

function consentedTo(desk: Desk, isGood: boolean): Chain | null {
  const chain = { current: '', former: '' };
  if (isGood) desk.chains.push(chain);
  return isGood ? chain : null;
}

/** Each connection's owner lets the application in anew: a token that is none of ours opens a chain of its own. */
function chainOf(desk: Desk, presented: string): Chain | null {
  const known = desk.chains.find(
    ({ current, former }) => presented === current || presented === former,
  );
  if (presented.startsWith(ISSUED)) return known ?? null;
  if (presented === '') return null;
  const chain = { current: '', former: presented };
  desk.chains.push(chain);
  return chain;
}

/** Whether a request carries no access token in force. */
export function isRefused(
  { headers }: SimulatedRequest,
  world: SimulatedWorld,
  nowMs: number,
): boolean {
  const [, token = ''] = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '') ?? [];
  return (desks.of(world).access.get(token) ?? 0) <= nowMs;
}

/** Every access token ends at once; the refresh tokens stay good. */
export function endAccess(world: SimulatedWorld): void {
  desks.of(world).access.clear();
}

/** How often tokens were given out. */
export function renewalsOf(world: SimulatedWorld): number {
  return desks.of(world).issued;
}
