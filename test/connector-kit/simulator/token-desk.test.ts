import {
  defineSimulator,
  jsonResponse,
  sampleWorld,
  TokenDesk,
  type Json,
  type SimulatedWorld,
} from '../../../src/connector-kit';

interface Tokens {
  status: number;
  access: string;
  refresh: string;
}

/** Presents a refresh token to a desk. */
function presenterOf(desk: TokenDesk, world: SimulatedWorld): (token: string) => Tokens {
  const simulator = defineSimulator({ connectorId: 'desk', routes: [desk.route] });
  return (token) => {
    const answer = simulator.routes[0]?.handle(
      {
        ...{ method: 'POST', path: '/token', params: {}, headers: {} },
        query: new URLSearchParams(),
        body: `grant_type=refresh_token&refresh_token=${token}`,
      },
      world,
    );
    const { status, body } = answer ?? jsonResponse(null, 500);
    const fields = body as { [key: string]: Json };
    const access = JSON.stringify(fields['access_token'] ?? '');
    const refresh = fields['refresh_token'];
    return { status, access, refresh: typeof refresh === 'string' ? refresh : '' };
  };
}

describe('a simulated token service', () => {
  const open = (hasGrace: boolean): { desk: TokenDesk; present: (token: string) => Tokens } => {
    const desk = new TokenDesk({ path: '/token', accessSeconds: 60, hasGrace });
    return { desk, present: presenterOf(desk, sampleWorld()) };
  };

  it('takes each refresh token once and the one given by an owner too', () => {
    const { present } = open(false);
    const first = present('given');
    const second = present(first.refresh);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect([present('given').status, present(first.refresh).status]).toEqual([400, 400]);
    expect(present(second.refresh).status).toBe(200);
  });

  it('keeps the chains of two owners apart', () => {
    const { present } = open(true);
    const one = present('given-by-one');
    const other = present('given-by-another');
    expect(present(one.refresh).status).toBe(200);
    expect(present(other.refresh).status).toBe(200);
  });

  it('takes the token before the newest again where there is grace, and no older one', () => {
    const { present } = open(true);
    const lost = present('given');
    const again = present('given');
    expect(again.status).toBe(200);
    // What was answered before, and never arrived, has ended with that.
    expect(present(lost.refresh).status).toBe(400);
    const next = present(again.refresh);
    expect(present(next.refresh).status).toBe(200);
    expect(present('given').status).toBe(400);
  });

  it('knows no token of before once the access was withdrawn', () => {
    const world = sampleWorld();
    const desk = new TokenDesk({ path: '/token', accessSeconds: 60, hasGrace: true });
    const present = presenterOf(desk, world);
    const { refresh } = present('given');
    desk.revoke(world);
    expect([present('given').status, present(refresh).status]).toEqual([400, 400]);
    expect(present('given-anew').status).toBe(200);
  });
});
