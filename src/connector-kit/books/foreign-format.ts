/** Files people hand over instead of a table, told by their first bytes so that the refusal can name them. */

const SIGNATURES: readonly (readonly [signature: string, name: string])[] = [
  ['%PDF', 'a PDF document'],
  ['PK\u0003\u0004', 'a ZIP archive or an Excel/Word document (.xlsx, .docx, .zip)'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel or Word document (.xls, .doc)'],
  ['\u001f\u008b', 'a gzip archive'],
  ['7z\u00bc\u00af', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\u0089PNG', 'a PNG image'],
  ['\u00ff\u00d8\u00ff', 'a JPEG image'],
  ['{\\rtf', 'an RTF document'],
];
const LOOK_BYTES = 4096;
/** Share of control characters that no text has. */
const CONTROL_SHARE = 0.1;

/** What the file is, when it is surely no text table; null otherwise. NUL bytes must have been removed. */
export function describeForeign(head: Buffer): string | null {
  if (head.length === 0) return 'empty';
  const start = head.toString('latin1', 0, LOOK_BYTES);
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
  if (known !== undefined) return known[1];
  const text = start.replace(/^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/, '').trimStart();
  if (text === '') return 'blank';
  if (/^<(!doctype html|html|head|body)/i.test(text)) return 'an HTML page';
  if (/^<(\?xml|[a-z][\w:.-]*[\s>/])/i.test(text)) return 'an XML document';
  if (/^[{[]\s*["{[\]}]/.test(text)) return 'a JSON document';
  return controlShare(head.subarray(0, LOOK_BYTES)) > CONTROL_SHARE ? 'binary data' : null;
}

function controlShare(bytes: Uint8Array): number {
  const controls = bytes.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length;
  return controls / bytes.length;
}
