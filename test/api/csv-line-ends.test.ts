import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { csvLineEnds } from '../../src/api/http/csv-line-ends';
import { parseCsv } from './export-reader';

/** As PostgreSQL writes it: LF between records, quotes where they are needed. */
function postgresCsv(rows: readonly (readonly string[])[]): string {
  const cell = (value: string): string =>
    /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value;
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

const piece = fc.constantFrom('a', '"', '\n', '\r', ',', 'é', '€', '\r\n', '""', ' ');
const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 12 });

it('ends records with CR LF and leaves cells as they are, however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 7 }), async (table, size) => {
      const bytes = Buffer.from(postgresCsv(table));
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      const written = await text(Readable.from(chunks).pipe(csvLineEnds()));
      expect(parseCsv(written)).toEqual(table);
    }),
  );
});
