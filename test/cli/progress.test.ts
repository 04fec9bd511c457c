import { PassThrough } from 'node:stream';
import { openBarProgress } from '../../src/cli/bar-progress';
import { openLineProgress } from '../../src/cli/line-progress';

describe('progress in lines', () => {
  it('says a step once when it is short, and now and then when it is long', () => {
    const lines: string[] = [];
    let now = 0;
    const progress = openLineProgress(
      (line) => lines.push(line),
      () => now,
    );
    progress.start('Scoring', 200);
    for (const [ms, done] of [
      [1_000, 20],
      [5_500, 100],
      [6_000, 120],
      [11_000, 199],
    ] as const) {
      now = ms;
      progress.advance(done);
    }
    now = 12_000;
    progress.finish('8 changed');
    expect(lines).toEqual([
      'Scoring ...',
      'Scoring: 50 %',
      'Scoring: 99 %',
      'Scoring: done in 12.0 s, 8 changed',
    ]);
  });

  it('counts what has no known total', () => {
    const lines: string[] = [];
    let now = 0;
    const progress = openLineProgress(
      (line) => lines.push(line),
      () => now,
    );
    progress.start('BODACC', null);
    now = 6_000;
    progress.advance(40);
    expect(lines).toEqual(['BODACC ...', 'BODACC: 40 so far']);
  });
});

describe('progress in bars', () => {
  /** As much of a terminal as a bar looks at. */
  function terminal(): { stream: NodeJS.WriteStream; text(): string } {
    const stream = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 100,
      cursorTo: () => true,
      moveCursor: () => true,
      clearLine: () => true,
    });
    let text = '';
    stream.on('data', (part: Buffer) => (text += part.toString()));
    return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
  }

  it('ends a step with one line, and leaves no timer behind', () => {
    const { stream, text } = terminal();
    const progress = openBarProgress(stream);
    progress.start('Importing', 100);
    progress.advance(50);
    progress.finish();
    expect(text()).toMatch(/Importing +done in \d+\.\d s/);
  });

  it('puts a message above the bar, on a line of its own', () => {
    const { stream, text } = terminal();
    const progress = openBarProgress(stream);
    progress.start('Pappers', null);
    progress.writeAbove('warn: slow');
    progress.finish();
    expect(text()).toContain('\u001b[Kwarn: slow\n');
  });
});
