import fc from 'fast-check';
import { elementText, readXml, xmlText } from '../../src/connector-kit';

const refusal = (document: string): unknown => {
  try {
    return readXml(document);
  } catch (error) {
    return error;
  }
};

it('keeps texts as texts, attributes apart, prefixes on, and repeated elements as arrays', () => {
  const document =
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<ns:a x="007"><b>1e3</b><b/><c k="&amp;v"> é </c><d><![CDATA[a<b & c]]></d></ns:a>';
  expect(readXml(document)).toEqual({
    'ns:a': { '@x': '007', b: ['1e3', ''], c: { '@k': '&v', '#text': 'é' }, d: 'a<b & c' },
  });
});

it('decodes references once', () => {
  expect(readXml('<a>&#233;&#xE9;&lt;&amp;lt;&amp;#233;</a>')).toEqual({ a: 'éé<&lt;&#233;' });
});

it('skips a byte order mark, comments and processing instructions', () => {
  const document = '\uFEFF<?xml version="1.0"?><?style x?><!-- <!DOCTYPE a> &no; --><a> 1 </a>';
  expect(readXml(document)).toEqual({ a: '1' });
});

it.each([
  ['a document type', '<!DOCTYPE a><a/>', 1],
  ['an entity of its own', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 1],
  ['an entity nobody declared', '<a>\n&nbsp;</a>', 2],
  ['a bare ampersand', '<a>\n\nx & y</a>', 3],
  ['an element left open', '<a>\n<b></a>', 2],
  ['an attribute twice', '<a x="1" x="2"/>', 1],
  ['two outermost elements', '<a/>\n<b/>', 2],
  ['text after the end', '<a/>x', 1],
  ['a comment left open', '<a>\n<!-- x</a>', 2],
  ['nothing', '', 1],
  ['JSON', '{"a":1}', 1],
  ['a page for people', '<html><body><br></body></html>', 1],
  ['a name that would reach a prototype', '<a><__proto__>1</__proto__></a>', 1],
  ['65 elements one in the other', '<a>'.repeat(65) + '</a>'.repeat(65), 1],
])('refuses %s, and says where', (_what, document, line) => {
  const error = refusal(document);
  expect(error).toMatchObject({ family: 'CONTRACT', code: 'PROVIDER_BAD_XML' });
  expect((error as { place: { path: string } }).place.path).toMatch(
    new RegExp(`^line ${line}, column \\d+$`),
  );
  expect(({} as Record<string, unknown>)['1']).toBeUndefined();
});

it('reads what is as deep and as large as an answer may be', () => {
  expect(refusal('<a>'.repeat(64) + '</a>'.repeat(64))).not.toBeInstanceOf(Error);
  const many = `<a>${'<b>&amp;</b>'.repeat(20_000)}${'<!-- x -->'.repeat(20_000)}</a>`;
  expect((readXml(many) as { a: { b: string[] } }).a.b).toHaveLength(20_000);
});

it('refuses an answer without end in words that fit on a screen', () => {
  expect(String(refusal(`<a>${'<'.repeat(100_000)}`)).length).toBeLessThan(400);
});

it('writes text that comes back as it was, whatever it holds', () => {
  const value = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\s\p{C}]/gu, ''));
  fc.assert(
    fc.property(value, (text) => {
      const written = readXml(`<a k="${xmlText(text)}"><b>${xmlText(text)}</b></a>`);
      expect(written).toEqual({ a: { '@k': text, b: text } });
    }),
  );
});

it('leaves out what XML cannot hold', () => {
  expect(xmlText('a\u0000b\u001fc\ufffe')).toBe('abc');
  expect(xmlText(12n)).toBe('12');
});

it('reads the text of an element with and without attributes, and nothing else as text', () => {
  expect(elementText('x', 'a')).toBe('x');
  expect(elementText({ '#text': ' x ', '@k': '1' }, 'a')).toBe('x');
  expect(elementText({ '@k': '1' }, 'a')).toBeNull();
  expect(elementText('', 'a')).toBeNull();
  expect(elementText(undefined, 'a')).toBeNull();
  expect(() => elementText({ b: 'x' }, 'a')).toThrow(/^a must be/);
  expect(() => elementText(['x', 'y'], 'a')).toThrow(/^a must be/);
});
