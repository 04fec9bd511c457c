import fc from 'fast-check';
import {
  isEncoursError,
  XmlEvents,
  xmlChildren,
  xmlTextAt,
  type XmlNode,
} from '../../src/connector-kit';

interface Reading {
  nodes: XmlNode[];
  opened: string[];
  closed: string[];
  encoding: string;
}

function read(document: string | Uint8Array, wanted: string[] = [], piece = 7): Reading {
  const bytes = typeof document === 'string' ? Buffer.from(document) : document;
  const reading: Reading = { nodes: [], opened: [], closed: [], encoding: '' };
  const events = new XmlEvents({
    isWanted: (path) => wanted.includes(path.at(-1) ?? ''),
    node: (node) => reading.nodes.push(node),
    opened: (_, path) => reading.opened.push(path.join('/')),
    closed: (element, path) => reading.closed.push(`${path.join('/')}=${element.text}`),
  });
  for (let at = 0; at < bytes.length; at += piece) events.write(bytes.subarray(at, at + piece));
  events.end();
  return { ...reading, encoding: events.encoding };
}

function codeOf(document: string | Uint8Array, piece = 64 * 1024): string {
  try {
    read(document, ['a'], piece);
    return 'none';
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? `${error.code} ${error.place.line ?? ''}` : 'CRASH';
  }
}

describe('XML as it streams by', () => {
  it('tells elements by their local names and hands over whole what is wanted', () => {
    const { nodes, opened, closed } = read(
      '<x:r xmlns:x="u"><x:h>1 &amp; 2</x:h>\n<x:a x:id="7"><x:b>t</x:b><x:b>u</x:b></x:a></x:r>',
      ['a'],
    );
    expect(opened).toEqual(['r', 'r/h']);
    expect(closed[0]).toBe('r/h=1 & 2');
    expect(nodes).toHaveLength(1);
    const [node] = nodes;
    expect(node?.attributes['id']).toBe('7');
    expect(node?.line).toBe(2);
    expect(xmlChildren(node, 'b').map(({ text }) => text)).toEqual(['t', 'u']);
    expect(xmlTextAt(node, 'b')).toBe('t');
    expect(xmlTextAt(node, 'b', 'c')).toBeNull();
  });

  it('reads the same wherever the bytes are cut', () => {
    const document = '<r><a>déjà &#233; <![CDATA[<œ>]]></a><a/></r>';
    const whole = read(document, ['a'], 10_000).nodes;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (piece) => {
        expect(read(document, ['a'], piece).nodes).toEqual(whole);
      }),
    );
    expect(whole[0]?.text).toBe('déjà é <œ>');
  });

  it.each([
    ['iso-8859-15', '<?xml version="1.0" encoding="ISO-8859-15"?><a>\u00a4 \u00e9</a>', '€ é'],
    ['windows-1252', '<?xml version="1.0" encoding="windows-1252"?><a>\u0080</a>', '€'],
    ['windows-1252', '<?xml version="1.0" encoding="UTF-8"?><a>\u00e9t\u00e9</a>', 'été'],
    ['iso-8859-2', '<?xml version="1.0" encoding="ISO-8859-2"?><a>\u00a3\u00f3d\u00bc</a>', 'Łódź'],
    [
      'windows-1250',
      '<?xml version="1.0" encoding="windows-1250"?><a>\u00a3\u00f3d\u009f</a>',
      'Łódź',
    ],
  ])('reads bytes of %s', (encoding, latin, text) => {
    const reading = read(Buffer.from(latin, 'latin1'), ['a'], 100_000);
    expect(reading.nodes[0]?.text).toBe(text);
    expect(reading.encoding).toBe(encoding);
  });

  it.each([
    ['iso-8859-1', 'ISO8859-1 ISO_8859-1 latin1 LATIN-1 l1', '\u00e9'],
    ['iso-8859-15', 'iso8859_15 ISO-8859-15 latin9 Latin-9 L9', '\u00e9'],
    ['windows-1252', 'CP-1252 cp1252 win1252 x-cp1252 WINDOWS-1252', '\u00e9'],
    ['utf-8', 'UTF_8 utf8 US-ASCII UTF-16 utf-16le', '\u00c3\u00a9'],
    ['macintosh', 'macintosh x-mac-roman', '\u008e'],
  ])('reads %s by each of its names', (encoding, labels, latin) => {
    for (const label of labels.split(' ')) {
      const document = `<?xml version="1.0" encoding="${label}"?><a>${latin}</a>`;
      const reading = read(Buffer.from(document, 'latin1'), ['a'], 100_000);
      expect([label, reading.encoding, reading.nodes[0]?.text]).toEqual([label, encoding, 'é']);
    }
  });

  it('tells what each name belongs to, wherever that was declared', () => {
    const told: string[] = [];
    const events: XmlEvents = new XmlEvents({
      opened: ({ name }) => void told.push(`${name} ${events.namespace ?? 'nothing'}`),
      isWanted: (path) => path.at(-1) === 'w',
    });
    events.write(
      Buffer.from(
        '<e xmlns="u" xmlns:p="v"><p:a xmlns="x"><b/></p:a><w xmlns="y"><p:a xmlns:p="z"/></w><c/><p:d/><q:f/></e>',
      ),
    );
    events.end();
    expect(told).toEqual(['e u', 'a v', 'b x', 'c u', 'd v', 'f nothing']);
  });

  it.each([1, 3, 1000])(
    'passes over blank lines before the declaration, in pieces of %d',
    (piece) => {
      const document = '\r\n \n<?xml version="1.0" encoding="UTF-8"?>\n<r>\n<a>x</a></r>';
      const [node] = read(document, ['a'], piece).nodes;
      expect(node).toMatchObject({ text: 'x', line: 5, textLine: 5 });
    },
  );

  it('reads UTF-16 and a byte order mark', () => {
    expect(read(Buffer.from('\ufeff<a>é</a>', 'utf16le'), ['a']).nodes[0]?.text).toBe('é');
    expect(read('\ufeff<a>é</a>', ['a']).nodes[0]?.text).toBe('é');
  });

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'XML_FORBIDDEN 1'],
    ['an entity of nobody', '<a>\n&lol;</a>', 'XML_MALFORMED 2'],
    ['an element that never ends', '<a><b></a>', 'XML_MALFORMED 1'],
    ['two roots', '<a/><b/>', 'XML_MALFORMED 1'],
    ['nothing', '', 'XML_MALFORMED 1'],
    [
      'an unknown encoding',
      '<?xml version="1.0" encoding="EBCDIC"?><a/>',
      'XML_ENCODING_UNKNOWN 1',
    ],
    [
      'an encoding called as an object’s own method',
      '<?xml version="1.0" encoding="constructor"?><a/>',
      'XML_ENCODING_UNKNOWN 1',
    ],
    ['an error behind blank lines', '\n\n<a>\n<b></a>', 'XML_MALFORMED 4'],
    ['depth', '<a>'.repeat(100), 'XML_LIMIT_EXCEEDED 1'],
    [
      'attributes',
      `<a ${Array.from({ length: 100 }, (_, i) => `b${i}="1"`).join(' ')}/>`,
      'XML_LIMIT_EXCEEDED 1',
    ],
    ['a text', `<a>${'x'.repeat(3_000_000)}</a>`, 'XML_LIMIT_EXCEEDED 1'],
    ['a name', `<${'x'.repeat(3_000_000)}`, 'XML_LIMIT_EXCEEDED 1'],
    ['a comment', `<a><!--${'x'.repeat(3_000_000)}`, 'XML_LIMIT_EXCEEDED 1'],
    [
      'a document type without end',
      `<!DOCTYPE a [${'x'.repeat(3_000_000)}`,
      'XML_LIMIT_EXCEEDED 1',
    ],
    ['many elements in one', `<a>${'<b/>'.repeat(60_000)}</a>`, 'XML_LIMIT_EXCEEDED 1'],
  ])('refuses %s with its line', (_, document, code) => {
    expect(codeOf(document)).toBe(code);
  });

  it('keeps names that objects know apart from its own', () => {
    const [node] = read('<a __proto__="1"><__proto__>2</__proto__></a>', ['a']).nodes;
    expect(node?.attributes['__proto__']).toBe('1');
    expect(xmlTextAt(node, '__proto__')).toBe('2');
  });

  it('does not keep what has gone by', () => {
    const events = new XmlEvents({ isWanted: (path) => path.at(-1) === 'a' });
    events.write(Buffer.from('<r>'));
    const item = Buffer.from(`<a>${'<b>text</b>'.repeat(100)}</a>`.repeat(10));
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 300; round++) events.write(item);
    events.write(Buffer.from('</r>'));
    events.end();
    globalThis.gc?.();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  });
});
