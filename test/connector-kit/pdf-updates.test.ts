/** PDFs that were changed after they were written: what was replaced or taken away is still in the file. */
import { deflateSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { pdfAttachments } from '../../src/connector-kit';

const LIMIT = 1024 * 1024;
const OLD = { specification: 10, stream: 11, text: 'old' };

interface Attached {
  specification: number;
  stream: number;
  text: string;
}

function readAll(...parts: string[]): string[] {
  return pdfAttachments(Buffer.from(parts.join(''), 'latin1')).map(({ read }) =>
    Buffer.from(read(LIMIT)).toString('latin1'),
  );
}

function object(number: number, body: string): string {
  return `${number} 0 obj\n${body}\nendobj\n`;
}

function catalogue(entries: string): string {
  return object(1, `<< /Type /Catalog /Pages 2 0 R ${entries} >>`);
}

const TREE = '/Names << /EmbeddedFiles << /Kids [20 0 R] >> >>';

function attached({ specification, stream, text }: Attached): string {
  const packed = deflateSync(text).toString('latin1');
  return (
    object(specification, `<< /Type /Filespec /F (a.xml) /EF << /F ${stream} 0 R >> >>`) +
    `${stream} 0 obj\n<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed}\nendstream\nendobj\n`
  );
}

function trailer(entries: string): string {
  return `trailer\n<< /Root 1 0 R ${entries} >>\nstartxref\n0\n%%EOF\n`;
}

const FIRST = [
  '%PDF-1.7\n',
  catalogue(`${TREE} /AF [10 0 R]`),
  object(2, '<< /Type /Pages /Kids [3 0 R] >>'),
  object(3, '<< /Type /Page /Parent 2 0 R >>'),
  object(20, '<< /Names [(a.xml) 10 0 R] >>'),
  attached(OLD),
  trailer(''),
].join('');
const YOUNG = { specification: 14, stream: 13, text: 'new' };

describe('a PDF that was changed', () => {
  it('is read as it was written while it was not', () => {
    expect(readAll(FIRST)).toEqual(['old']);
  });

  it.each([
    ['its specification', attached({ ...YOUNG, specification: 10 }), ['new']],
    ['its catalogue', catalogue('/AF [14 0 R]') + attached(YOUNG), ['new']],
    [
      'its tree of names',
      catalogue(TREE) + object(20, '<< /Names [(a.xml) 14 0 R] >>') + attached(YOUNG),
      ['new'],
    ],
    ['its catalogue without attachments', catalogue(''), []],
    [
      'a page with a note',
      catalogue('') +
        object(3, '<< /Annots [<< /Subtype /FileAttachment /FS 14 0 R >>] >>') +
        attached(YOUNG),
      ['new'],
    ],
  ])('by writing %s anew has what it leads to', (_, update, expected) => {
    expect(readAll(FIRST, update, trailer('/Prev 9'))).toEqual(expected);
  });

  it.each([true, false])(
    'by a library has what the library left in it (object streams: %s)',
    async (useObjectStreams) => {
      const document = await PDFDocument.create();
      await document.attach(Buffer.from('old'), 'a.xml');
      document.addPage([100, 100]);
      const first = await document.save({ useObjectStreams });
      const changed = await PDFDocument.load(first, { forIncrementalUpdate: true });
      changed.detach('a.xml');
      await changed.attach(Buffer.from('new'), 'b.xml');
      const second = Buffer.from(await changed.save({ useObjectStreams }));
      expect(second.subarray(0, first.length).equals(Buffer.from(first))).toBe(true);
      expect(readAll(Buffer.from(first).toString('latin1'))).toEqual(['old']);
      expect(readAll(second.toString('latin1'))).toEqual(['new']);
    },
  );

  it('and leads nowhere has what is in it', () => {
    const lost = trailer('/Prev 9').replace('1 0 R', '99 0 R');
    expect(readAll(FIRST, attached(YOUNG), lost)).toEqual(['old', 'new']);
  });

  it('and leads round in circles comes to an end', () => {
    const circles = [catalogue('/AF [14 0 R] /A 1 0 R /B 30 0 R'), object(30, '[30 0 R 1 0 R]')];
    expect(readAll(FIRST, ...circles, attached(YOUNG), trailer('/Prev 9'))).toEqual(['new']);
  });

  it('is not the one that is attached to another', () => {
    const inner = FIRST + catalogue('') + trailer('/Prev 9 /Encrypt 8 0 R');
    const outer = [
      '%PDF-1.7\n',
      catalogue('/AF [14 0 R]'),
      object(14, '<< /F (inner.pdf) /EF << /F 13 0 R >> >>'),
      `13 0 obj\n<< /Length ${inner.length} >>\nstream\n${inner}\nendstream\nendobj\n`,
      trailer(''),
    ];
    expect(readAll(...outer)).toEqual([inner]);
  });
});
