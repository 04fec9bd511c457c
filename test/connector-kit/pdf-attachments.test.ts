import { deflateSync } from 'node:zlib';
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import fc from 'fast-check';
import { isEncoursError, pdfAttachments } from '../../src/connector-kit';

const LIMIT = 1024 * 1024;

interface Attached {
  name: string;
  content: string;
}

function readAll(bytes: Uint8Array): Attached[] {
  return pdfAttachments(bytes).map(({ name, read }) => ({
    name,
    content: Buffer.from(read(LIMIT)).toString('utf8'),
  }));
}

/** As a library writes it, its objects in streams or not. */
async function written(files: readonly Attached[], useObjectStreams: boolean): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([100, 100]).drawText('Facture');
  for (const { name, content } of files) {
    await document.attach(Buffer.from(content), name, { mimeType: 'text/xml' });
  }
  return document.save({ useObjectStreams });
}

/** What the library itself finds, object by object. */
async function libraryCount(bytes: Uint8Array): Promise<number> {
  const document = await PDFDocument.load(bytes);
  return document.context
    .enumerateIndirectObjects()
    .filter(([, object]) => object instanceof PDFDict && object.has(PDFName.of('EF'))).length;
}

describe('attachments of a PDF', () => {
  it.each([true, false])(
    'are found where a library put them (object streams: %s)',
    async (packed) => {
      const files = [
        { name: 'factur-x.xml', content: '<a>é</a>' },
        { name: 'Détail (1).xml', content: 'x'.repeat(50_000) },
      ];
      const bytes = await written(files, packed);
      expect(readAll(bytes)).toEqual(files);
      expect(await libraryCount(bytes)).toBe(files.length);
    },
  );

  it('say what kind of file they are', async () => {
    const bytes = await written([{ name: 'a.xml', content: 'a' }], true);
    expect(pdfAttachments(bytes)[0]?.mediaType).toBe('text/xml');
  });

  it('are the last version after a PDF was changed', async () => {
    const first = await written([{ name: 'a.xml', content: 'old' }], false);
    const number = /(\d+) 0 obj\n<<\n\/Type \/EmbeddedFile/.exec(
      Buffer.from(first).toString('latin1'),
    )?.[1];
    expect(number).toBeDefined();
    const packed = deflateSync('new');
    const update = Buffer.concat([
      Buffer.from(first),
      Buffer.from(
        `\n${number} 0 obj\n<< /Type /EmbeddedFile /Filter [/FlateDecode] /Length ${packed.length} >>\nstream\r\n`,
      ),
      packed,
      Buffer.from('\r\nendstream\nendobj\n'),
    ]);
    expect(readAll(update)).toEqual([{ name: 'a.xml', content: 'new' }]);
  });

  it('do not show those of a PDF that is attached itself', async () => {
    const inner = await written([{ name: 'inner.xml', content: 'inner' }], false);
    const outer = plainPdf('outer.pdf', Buffer.from(inner), `/Length ${inner.length}`);
    expect(pdfAttachments(outer).map(({ name }) => name)).toEqual(['outer.pdf']);
    const behind = plainPdf(
      'outer.pdf',
      Buffer.from(inner),
      '/Length 90 0 R',
      `90 0 obj\n${inner.length}\nendobj\n`,
    );
    expect(pdfAttachments(behind).map(({ name }) => name)).toEqual(['outer.pdf']);
  });

  it.each([
    ['plain', Buffer.from('<a/>'), ''],
    ['ASCIIHex', Buffer.from('3C612F3E>'), '/Filter /ASCIIHexDecode'],
    ['ASCII85', Buffer.from('4CKm,~>'), '/Filter [/ASCII85Decode]'],
    ['ASCII85 with a lead', Buffer.from('\n<~4CKm,~>'), '/Filter [/ASCII85Decode]'],
    ['differences', deflateSync(rowsOf('<a/>')), '/Filter /Fl /DecodeParms [<< /Predictor 12 >>]'],
    ['a filter told elsewhere', deflateSync('<a/>'), '/Filter 5 0 R'],
    ['filters told elsewhere', deflateSync('<a/>'), '/Filter [5 0 R]'],
    [
      'Flate in ASCIIHex',
      Buffer.from(`${deflateSync('<a/>').toString('hex')}>`),
      '/Filter [/AHx /Fl]',
    ],
    ['a wrong length', Buffer.from('<a/>'), '/Length 9999'],
    ['an escaped name', deflateSync('<a/>'), '/#46ilter /Fl#61teDecode'],
  ])('are unpacked: %s', (_, content, entries) => {
    const elsewhere = '5 0 obj\n/Fl\nendobj\n';
    const [attachment] = pdfAttachments(plainPdf('a.xml', content, entries, elsewhere));
    expect(
      Buffer.from(attachment?.read(LIMIT) ?? [])
        .toString()
        .trim(),
    ).toBe('<a/>');
  });

  it.each([
    ['LZW', '/Filter /LZWDecode', 'PDF_FILTER_UNSUPPORTED'],
    [
      'a predictor of TIFF',
      '/Filter /AHx /DecodeParms << /Predictor 2 >>',
      'PDF_FILTER_UNSUPPORTED',
    ],
    [
      'rows longer than the whole',
      '/Filter /AHx /DecodeParms << /Predictor 12 /Columns 99999999 >>',
      'PDF_MALFORMED',
    ],
    ['damage', '/Filter /FlateDecode', 'PDF_MALFORMED'],
    ['nine filters', `/Filter [${'/AHx '.repeat(9)}]`, 'PDF_LIMIT_EXCEEDED'],
  ])('that cannot be unpacked say so: %s', (_, entries, code) => {
    const [attachment] = pdfAttachments(plainPdf('a.xml', Buffer.from('3C'), entries));
    expect(codeOf(() => attachment?.read(LIMIT))).toBe(code);
  });
});

describe('a hostile PDF', () => {
  it('cannot unpack to more than was asked for, however often it is packed', () => {
    const once = deflateSync(Buffer.alloc(32 * LIMIT));
    const bomb = plainPdf('a.xml', once, '/Filter /FlateDecode');
    const twice = plainPdf('a.xml', deflateSync(once), '/Filter [/FlateDecode /FlateDecode]');
    const ascii = plainPdf('a.xml', Buffer.alloc(4 * LIMIT, 'z'), '/Filter /ASCII85Decode');
    for (const file of [bomb, twice, ascii]) {
      expect(codeOf(() => pdfAttachments(file)[0]?.read(LIMIT))).toBe('PDF_LIMIT_EXCEEDED');
    }
  });

  it('cannot hold its objects in a bomb', () => {
    const packed = deflateSync(Buffer.alloc(40 * LIMIT, '1 0 '));
    const streams = Array.from({ length: 8 }, (_, index) =>
      objectStream(100 + index, deflateSync(Buffer.alloc(15 * LIMIT, '1 0 '))),
    );
    expect(codeOf(() => pdfAttachments(pdfOf(objectStream(9, packed))))).toBe('PDF_LIMIT_EXCEEDED');
    expect(codeOf(() => pdfAttachments(pdfOf(...streams)))).toBe('PDF_LIMIT_EXCEEDED');
  });

  it.each([
    ['strings without end', '1 0 obj ('],
    ['arrays without end', '1 0 obj ['],
    ['hexadecimal without end', '1 0 obj <3C'],
    ['streams without end', '1 0 obj << >> stream\n'],
    ['trailers', 'trailer <<'],
    ['updates', 'trailer << /Root 1 0 R /Prev 1 >>\n1 0 obj [<< /A 1 0 R >>]\n'],
    ['words', 'obj obj '],
    ['comments', '1 0 obj %'],
  ])('of 200,000 %s ends soon', (_, piece) => {
    const file = Buffer.from(`%PDF-1.7\n${piece.repeat(200_000)}`);
    expect([undefined, 'PDF_LIMIT_EXCEEDED', 'PDF_MALFORMED']).toContain(
      codeOf(() => pdfAttachments(file)),
    );
  });

  it('that refers to itself in circles has nothing attached', () => {
    const circle =
      '5 0 obj\n6 0 R\nendobj\n6 0 obj\n5 0 R\nendobj\n7 0 obj\n<< /EF 5 0 R /F 6 0 R >>\nendobj\n';
    expect(pdfAttachments(pdfOf(Buffer.from(circle)))).toEqual([]);
  });

  it('is refused when encrypted, whether its table is plain or packed', () => {
    const table =
      '9 0 obj\n<< /Type /XRef /Encrypt 8 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n';
    const trailer = 'trailer\n<< /Root 1 0 R /Encrypt << /Filter /Standard >> >>\n';
    for (const part of [table, trailer]) {
      expect(codeOf(() => pdfAttachments(pdfOf(Buffer.from(part))))).toBe('PDF_ENCRYPTED');
    }
  });

  it('of any bytes gives attachments or a coded error', () => {
    const words = fc.constantFrom(
      ...[
        '1 0 obj',
        '<<',
        '>>',
        '[',
        ']',
        '(',
        ')',
        '<',
        '>',
        '/EF',
        '/F',
        '2 0 R',
        'stream',
        'endstream',
      ],
      ...[
        'endobj',
        '/Type /ObjStm',
        '/Length 3',
        '/N 5',
        '/First 10',
        'trailer',
        '\n',
        '%',
        '\\',
        '1',
        '-1',
      ],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 200 }), (parts) => {
        const code = codeOf(() =>
          pdfAttachments(Buffer.from(`%PDF-1.7\n${parts.join(' ')}`)).map(({ read }) =>
            read(LIMIT),
          ),
        );
        expect(code ?? 'PDF_').toMatch(/^PDF_/);
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
});

it('is what the library calls a raw stream', async () => {
  const document = await PDFDocument.load(plainPdf('a.xml', Buffer.from('<a/>'), ''));
  const streams = document.context
    .enumerateIndirectObjects()
    .filter(([, object]) => object instanceof PDFRawStream);
  expect(streams).toHaveLength(1);
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? error.code : String(error);
  }
}

function pdfOf(...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), ...parts]);
}

function objectStream(number: number, packed: Buffer): Buffer {
  const head = `${number} 0 obj\n<< /Type /ObjStm /N 10 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream\nendobj\n')]);
}

/** Each byte as its difference from the one above, in rows of one: as PNG tells them. */
function rowsOf(text: string): Buffer {
  const bytes = [...Buffer.from(text)];
  return Buffer.from(bytes.flatMap((byte, at) => [2, (byte - (bytes[at - 1] ?? 0)) & 255]));
}

/** One attachment whose stream has these entries and this content, as it is. */
function plainPdf(
  ...[name, content, entries, after = '']: [string, Buffer, string, string?]
): Buffer {
  return pdfOf(
    Buffer.from(
      '1 0 obj\n<< /Type /Catalog /Pages 3 0 R >>\nendobj\n3 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n',
    ),
    Buffer.from(
      `2 0 obj\n<< /Type /Filespec /F (${name}) /EF << /F 4 0 R >> >>\nendobj\n4 0 obj\n<< ${entries} >>\nstream\n`,
    ),
    content,
    Buffer.from(`\nendstream\nendobj\n${after}trailer\n<< /Root 1 0 R >>\n%%EOF\n`),
  );
}
