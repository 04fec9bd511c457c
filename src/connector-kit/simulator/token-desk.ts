/** A token service that replaces the refresh token with each use, as a provider's does. */
import type { Json } from '../json';
import { ConsentDesk } from './consent-desk';
import { jsonResponse, type SimulatedRequest, type SimulatedRoute } from './simulator';
import type { SimulatedWorld } from './world';
import { WorldState } from './world-state';

export interface TokenDeskOptions {
  /** "/oauth/token" */
  path: string;
  accessSeconds: number;
  /** Whether the token before the newest is taken once more, as providers do for some time. */
  hasGrace: boolean;
  /** Where an owner consents, and what that tells; nowhere when absent. */
  consent?: { path: string; tells?: Readonly<Record<string, string>> };
}

interface Desk {
  issued: number;
  /** By the newest token of each chain, the one before it: several owners have connected, or one several times. */
  chains: Map<string, string>;
  access: Set<string>;
  /** Tokens of settings that were presented once: each opens one chain. */
  spent: Set<string>;
  renewals: number;
}

export class TokenDesk {
  readonly route: SimulatedRoute;
  /** The page of the consent, where there is one. */
  readonly pages: readonly SimulatedRoute[];
  private readonly consents: ConsentDesk | null;
  private readonly desks = new WorldState<Desk>(() => ({
    ...{ issued: 0, renewals: 0, chains: new Map<string, string>() },
    ...{ access: new Set<string>(), spent: new Set<string>() },
  }));

  constructor(private readonly options: TokenDeskOptions) {
    this.consents = options.consent === undefined ? null : new ConsentDesk(options.consent);
    this.pages = this.consents === null ? [] : [this.consents.route];
    this.route = {
      method: 'POST',
      path: options.path,
      handle: (request, world) => this.renew(request, world),
    };
  }

  /** Whether a request is to be refused: it asks for something else than tokens and carries none in force. */
  refuses(request: SimulatedRequest, world: SimulatedWorld): boolean {
    if (request.path === this.options.path || this.consents?.isAt(request) === true) return false;
    const [, token = ''] = /^\S+ (.+)$/.exec(request.headers['authorization'] ?? '') ?? [];
    return !this.desks.of(world).access.has(token);
  }

  /** Access tokens end early; the refresh token stays good. */
  endAccess(world: SimulatedWorld): void {
    this.desks.of(world).access.clear();
  }

  /** The owner withdraws the access: no token of before is good for anything. */
  revoke(world: SimulatedWorld): void {
    const desk = this.desks.of(world);
    desk.access.clear();
    desk.chains.clear();
  }

  /** How often tokens were renewed. */
  renewals(world: SimulatedWorld): number {
    return this.desks.of(world).renewals;
  }

  private renew(
    { body }: SimulatedRequest,
    world: SimulatedWorld,
  ): ReturnType<SimulatedRoute['handle']> {
    const desk = this.desks.of(world);
    const presented = refreshTokenOf(body);
    const form = new URLSearchParams(typeof body === 'string' ? body : '');
    const isCode = form.get('grant_type') === 'authorization_code';
    if (presented === '' && !isCode) return jsonResponse({ error: 'invalid_request' }, 400);
    const isGood = isCode ? this.consents?.takes(form, world) : this.takes(desk, presented);
    if (isGood !== true) return jsonResponse({ error: 'invalid_grant' }, 400);
    desk.issued += 1;
    desk.renewals += 1;
    const refresh = `simulated-refresh-${desk.issued}-8d2f`;
    desk.chains.set(refresh, presented);
    const access = `simulated-access-${desk.issued}-41ce`;
    desk.access.add(access);
    return jsonResponse({
      access_token: access,
      refresh_token: refresh,
      token_type: 'bearer',
      expires_in: this.options.accessSeconds,
    });
  }

  /** The newest token of a chain ends with this; the one before it is good once more where there is grace. */
  private takes(desk: Desk, presented: string): boolean {
    if (desk.chains.delete(presented)) return true;
    if (this.options.hasGrace && this.hasFormer(desk, presented)) return true;
    if (presented.startsWith('simulated-refresh-') || desk.spent.has(presented)) return false;
    desk.spent.add(presented);
    return true;
  }

  private hasFormer({ chains }: Desk, presented: string): boolean {
    const newer = [...chains].find(([, former]) => former === presented);
    return newer !== undefined && chains.delete(newer[0]);
  }
}

function refreshTokenOf(body: Json): string {
  if (typeof body === 'string') return new URLSearchParams(body).get('refresh_token') ?? '';
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return '';
  const { refresh_token: token } = body;
  return typeof token === 'string' ? token : '';
}
