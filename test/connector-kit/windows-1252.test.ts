import { decodeWindows1252 } from '../../src/connector-kit';

it('reads what Latin-1 has not: €, œ, the apostrophe; and keeps the rest', () => {
  const bytes = Uint8Array.from([0x80, 0x20, 0x9c, 0x92, 0xe9, 0x41, 0xff]);
  expect(decodeWindows1252(bytes)).toBe('€ œ’éAÿ');
});

it('gives a character for every byte', () => {
  const all = decodeWindows1252(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  expect(all).toHaveLength(256);
  expect(all.slice(0x80, 0xa0)).not.toMatch(/[\u0080-\u009f]/);
});
