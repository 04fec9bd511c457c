import { isNews } from '../../src/use-cases/failure-news';

const hub = (): { database: object } => ({ database: {} });

describe('what is said of a failure that repeats', () => {
  it('is news once, again when it is another, and again after it has gone well', () => {
    const process = hub();
    const states = ['DOWN', 'DOWN', 'DOWN', 'REFUSED', 'REFUSED', null, null, 'REFUSED'];
    expect(states.map((state) => isNews(process, 'sync a', state))).toEqual([
      ...[true, false, false, true, false, true, false, true],
    ]);
  });

  it('tells subjects and installations apart', () => {
    const process = hub();
    expect(isNews(process, 'sync a', 'DOWN')).toBe(true);
    expect(isNews(process, 'sync b', 'DOWN')).toBe(true);
    expect(isNews(hub(), 'sync a', 'DOWN')).toBe(true);
    expect(isNews(process, 'sync a', 'DOWN')).toBe(false);
  });

  it('forgets the oldest of very many', () => {
    const process = hub();
    for (let index = 0; index <= 10_000; index += 1) isNews(process, `s${index}`, 'DOWN');
    expect(isNews(process, 's10000', 'DOWN')).toBe(false);
    expect(isNews(process, 's0', 'DOWN')).toBe(true);
  });
});
