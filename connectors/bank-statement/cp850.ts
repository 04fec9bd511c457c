/** Code page 850, in which older bank software writes, told from Windows-1252 by where its letters stand. */

const HIGH_HALF =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤' +
  'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

/**
 * What is a letter in code page 850 and nothing, or no part of a word, in Windows-1252: é, â, ç and è after a letter, É and
 * ü beside one, á, í, ó, ú within a word.
 */
const OF_850 =
  /[A-Za-z][\x82\x83\x85\x87\x88\x8a]|[A-Za-z][\x81\x90]|[\x81\x90][A-Za-z]|[A-Za-z][\xa1-\xa3][A-Za-z]/;
const OF_1252 = /[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]/;

/** Whether a line, a character for each byte, is in code page 850; null when it could be in either. */
export function isCp850(line: string): boolean | null {
  if (OF_850.test(line)) return true;
  return OF_1252.test(line) ? false : null;
}

export function decodeCp850(line: string): string {
  return line.replace(/[\x80-\xff]/g, (byte) => HIGH_HALF[byte.charCodeAt(0) - 0x80] ?? ' ');
}
