import { createLogger } from '../../src/kernel';

function linesOf(format: 'json' | 'text'): {
  lines: string[];
  log: ReturnType<typeof createLogger>;
} {
  const lines: string[] = [];
  return { lines, log: createLogger({ level: 'info', format, write: (line) => lines.push(line) }) };
}

describe('a line of the log', () => {
  it('prints a reason to a person as it was written, with its second line', () => {
    const { lines, log } = linesOf('text');
    log.warn('Pappers was not synced', { reason: 'BUDGET_NOT_SET: none\n  What to do: set one' });
    log.warn('one of two', { attempt: '1 of 2', reason: 'X: y' });
    log.info('plain');
    log.warn('no text', { reason: 3 });
    expect(lines).toEqual([
      'warn: Pappers was not synced: BUDGET_NOT_SET: none\n  What to do: set one',
      'warn: one of two {"attempt":"1 of 2"}: X: y',
      'plain',
      'warn: no text {"reason":3}',
    ]);
  });

  it('is one line of JSON for machines, and never tells what is secret by its name', () => {
    const { lines, log } = linesOf('json');
    log.error('failed', { reason: 'a\nb', apiKey: 'abc', amountMinor: 12n });
    log.debug('not asked for');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{ level: 'error', message: 'failed', reason: 'a\nb' },
      ...{ apiKey: '[redacted]', amountMinor: '12' },
    });
  });
});
