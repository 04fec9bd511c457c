import { RunTokens, TokenStore, type AccessToken } from '../../src/connector-kit';
import { authError, transientError } from '../../src/kernel';

const token: AccessToken = { token: 'abc', expiresInMs: 3_600_000 };

it('logs in no more in a run whose credentials were refused, however many requests wait', async () => {
  const run = new RunTokens(new TokenStore());
  const login = jest.fn(() => Promise.reject(authError('REFUSED', 'wrong password')));
  const use = (): Promise<unknown> => run.use(login).catch((error: unknown) => error);
  for (let round = 0; round < 3; round += 1) {
    for (const error of await Promise.all([use(), use(), use()])) {
      expect(error).toMatchObject({ family: 'AUTH', code: 'REFUSED' });
    }
  }
  expect(login).toHaveBeenCalledTimes(1);
});

it('lets the next run, begun when somebody has mended it, log in again', async () => {
  const store = new TokenStore();
  await expect(
    new RunTokens(store).use(() => Promise.reject(authError('REFUSED', 'locked'))),
  ).rejects.toThrow('locked');
  expect(await new RunTokens(store).use(() => Promise.resolve(token))).toBe('abc');
});

it('tries again after a login that failed for another reason', async () => {
  const run = new RunTokens(new TokenStore());
  await expect(run.use(() => Promise.reject(transientError('DOWN', 'is down')))).rejects.toThrow(
    'is down',
  );
  expect(await run.use(() => Promise.resolve(token))).toBe('abc');
});
