import {
  requestWithToken,
  RunTokens,
  tokensOf,
  TokenStore,
  type AccessToken,
} from '../../src/connector-kit/access-tokens';
import type { HttpRequest, HttpResponse } from '../../src/connector-kit/http-client';
import { abortedError } from '../../src/connector-kit/timers';
import { authError, transientError } from '../../src/kernel';

const HOUR = 3_600_000;
let logins = 0;
beforeEach(() => {
  logins = 0;
});
const login = (): Promise<AccessToken> =>
  Promise.resolve({ token: `token-${++logins}`, expiresInMs: HOUR });

it('logs in once for all who ask at the same time', async () => {
  const store = new TokenStore();
  const tokens = await Promise.all(Array.from({ length: 20 }, () => store.use(login)));
  expect(new Set(tokens)).toEqual(new Set(['token-1']));
  expect(logins).toBe(1);
});

it('renews a token before its end: five minutes, or a tenth of a short life', async () => {
  let nowMs = 0;
  const store = new TokenStore(() => nowMs);
  await store.use(login);
  nowMs = HOUR - 5 * 60_000 - 1;
  expect(await store.use(login)).toBe('token-1');
  nowMs += 1;
  expect(await store.use(login)).toBe('token-2');
  const brief = new TokenStore(() => nowMs);
  const obtain = (): Promise<AccessToken> =>
    Promise.resolve({ token: `brief-${++logins}`, expiresInMs: 1000 });
  const first = await brief.use(obtain);
  nowMs += 899;
  expect(await brief.use(obtain)).toBe(first);
  nowMs += 1;
  expect(await brief.use(obtain)).not.toBe(first);
});

it('keeps nothing of a login that failed, and tries again for whoever comes next', async () => {
  const store = new TokenStore();
  const down = (): Promise<AccessToken> => Promise.reject(transientError('DOWN', 'down'));
  await expect(store.use(down)).rejects.toMatchObject({ code: 'DOWN' });
  expect(await store.use(login)).toBe('token-1');
});

it('does not stop a run because another that began the login was told to', async () => {
  const store = new TokenStore();
  let stop: (error: unknown) => void = () => undefined;
  const began = store.use(() => new Promise((_resolve, reject) => (stop = reject)));
  const shares = store.use(login);
  stop(abortedError());
  await expect(began).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await shares).toBe('token-1');
});

it('drops the token that was refused, not the one that took its place', async () => {
  const store = new TokenStore();
  const old = await store.use(login);
  store.drop(old);
  const renewed = await store.use(login);
  store.drop(old);
  expect(await store.use(login)).toBe(renewed);
  expect(store.secrets()).toEqual([old, renewed]);
});

it('gives each credential a store of its own, for all runs of the process', () => {
  expect(tokensOf('one')).toBe(tokensOf('one'));
  expect(tokensOf('one')).not.toBe(tokensOf('two'));
});

describe('a request with a token', () => {
  const request = { path: '/x' };
  const answer: HttpResponse = { status: 200, headers: {}, data: null };
  const refusing = (accepted: (token: string) => boolean) => {
    const sent: string[] = [];
    const http = {
      request: ({ headers }: HttpRequest) => {
        const token = headers?.['authorization'] ?? '';
        sent.push(token);
        if (accepted(token)) return Promise.resolve(answer);
        return Promise.reject(authError('PROVIDER_AUTH_REFUSED', 'no'));
      },
    };
    return { http, sent };
  };
  const withToken = (token: string): HttpRequest => ({
    ...request,
    headers: { authorization: token },
  });

  it('logs in once more when a kept token is refused, and sends it again', async () => {
    const tokens = new TokenStore();
    await tokens.use(login);
    const { http, sent } = refusing((token) => token !== 'token-1');
    expect(await requestWithToken({ http, tokens }, login, withToken)).toBe(answer);
    expect(sent).toEqual(['token-1', 'token-2']);
  });

  it('takes the refusal of a fresh token for what it is', async () => {
    const { http, sent } = refusing(() => false);
    const tokens = new TokenStore();
    const refused = requestWithToken({ http, tokens }, login, withToken);
    await expect(refused).rejects.toMatchObject({ family: 'AUTH' });
    expect(sent).toHaveLength(1);
  });

  it('logs in twice at most when many are refused at once, however many they are', async () => {
    const tokens = new TokenStore();
    await tokens.use(login);
    const { http } = refusing(() => false);
    const many = Array.from({ length: 25 }, () =>
      requestWithToken({ http, tokens }, login, withToken).catch(() => 'refused'),
    );
    expect(new Set(await Promise.all(many))).toEqual(new Set(['refused']));
    expect(logins).toBeLessThanOrEqual(3);
  });

  it('sends nothing when the credentials are refused, and logs in no more in that run', async () => {
    const { http, sent } = refusing(() => true);
    const tokens = new RunTokens(new TokenStore());
    const refuse = (): Promise<AccessToken> => {
      logins += 1;
      return Promise.reject(authError('PROVIDER_AUTH_REFUSED', 'wrong password'));
    };
    for (let n = 0; n < 5; n++) {
      const refused = requestWithToken({ http, tokens }, refuse, withToken);
      await expect(refused).rejects.toMatchObject({ family: 'AUTH' });
    }
    expect([logins, sent]).toEqual([1, []]);
  });

  it('leaves errors that are not about access alone', async () => {
    const tokens = new TokenStore();
    const http = { request: () => Promise.reject(transientError('DOWN', 'down')) };
    await expect(requestWithToken({ http, tokens }, login, withToken)).rejects.toMatchObject({
      code: 'DOWN',
    });
    expect(logins).toBe(1);
  });
});
