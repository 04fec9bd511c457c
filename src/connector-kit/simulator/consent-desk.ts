/** The consent page of a provider as an owner who agrees at once sees it, and the codes it gives. */
import { challengeOf } from '../consent';
import {
  jsonResponse,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedRoute,
} from './simulator';
import type { SimulatedWorld } from './world';
import { WorldState } from './world-state';

export interface ConsentDeskOptions {
  /** "/oauth/authorize" */
  path: string;
  /** What the page tells beside the code: the number of the company. */
  tells?: Readonly<Record<string, string>>;
}

interface Given {
  clientId: string;
  redirectUri: string;
  /** Null without PKCE. */
  challenge: string | null;
}

/** The owner of a client with this id declines. */
const DECLINING_CLIENT = 'declining-client';

export class ConsentDesk {
  readonly route: SimulatedRoute;
  private readonly codes = new WorldState(() => ({ given: 0, open: new Map<string, Given>() }));

  constructor(private readonly options: ConsentDeskOptions) {
    this.route = {
      method: 'GET',
      path: options.path,
      handle: (request, world) => this.answer(request, world),
    };
  }

  /** Whether this is a request of the page, which needs no login. */
  isAt({ path }: SimulatedRequest): boolean {
    return path === this.options.path;
  }

  /** Whether a code is good: once, for the address it was given to, and for who knows the verifier. */
  takes(form: URLSearchParams, world: SimulatedWorld): boolean {
    const code = form.get('code') ?? '';
    const { open } = this.codes.of(world);
    const given = open.get(code);
    if (given === undefined || !open.delete(code)) return false;
    if (given.redirectUri !== form.get('redirect_uri')) return false;
    return (
      given.challenge === null || given.challenge === challengeOf(form.get('code_verifier') ?? '')
    );
  }

  private answer({ query }: SimulatedRequest, world: SimulatedWorld): SimulatedResponse {
    const redirectUri = query.get('redirect_uri') ?? '';
    const clientId = query.get('client_id') ?? '';
    const isAsked = query.get('response_type') === 'code' && (query.get('scope') ?? '') !== '';
    if (!isAsked || clientId === '' || !URL.canParse(redirectUri)) {
      return jsonResponse({ error: 'invalid_request' }, 400);
    }
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    if (clientId === DECLINING_CLIENT) back.searchParams.set('error', 'access_denied');
    else this.give(back, { clientId, redirectUri, challenge: query.get('code_challenge') }, world);
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  private give(back: URL, given: Given, world: SimulatedWorld): void {
    const codes = this.codes.of(world);
    codes.given += 1;
    const code = `simulated-code-${codes.given}-5b1d`;
    codes.open.set(code, given);
    back.searchParams.set('code', code);
    for (const [name, value] of Object.entries(this.options.tells ?? {})) {
      back.searchParams.set(name, value);
    }
  }
}
