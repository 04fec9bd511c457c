/** Characters of windows-1252 from 0x80 to 0x9F; U+FFFD where the code page has none. */
const HIGH = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** Text in windows-1252. `TextDecoder` of Node 20 takes it for Latin-1, and loses "€", "œ" and "’". Never throws. */
export function decodeWindows1252(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return latin.replace(
    /[\u0080-\u009f]/g,
    (character) => HIGH[character.charCodeAt(0) - 0x80] ?? '',
  );
}
