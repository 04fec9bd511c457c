import { Transform, type TransformCallback } from 'node:stream';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Ends each record with CR LF, as RFC 4180 has it, where PostgreSQL writes LF; line ends inside quotes stay as they are. */
export function csvLineEnds(): Transform {
  let isQuoted = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback): void {
      const ends: number[] = [];
      let quote = chunk.indexOf(QUOTE);
      for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, end + 1)) {
        for (; quote !== -1 && quote < end; quote = chunk.indexOf(QUOTE, quote + 1)) {
          isQuoted = !isQuoted;
        }
        if (!isQuoted) ends.push(end);
      }
      for (; quote !== -1; quote = chunk.indexOf(QUOTE, quote + 1)) isQuoted = !isQuoted;
      done(null, withReturns(chunk, ends));
    },
  });
}

function withReturns(chunk: Buffer, ends: readonly number[]): Buffer {
  const result = Buffer.allocUnsafe(chunk.length + ends.length);
  let from = 0;
  let to = 0;
  for (const end of ends) {
    to += chunk.copy(result, to, from, end);
    result[to] = CR;
    to += 1;
    from = end;
  }
  chunk.copy(result, to, from);
  return result;
}
