/** Reads CSV as RFC 4180 has it, strictly: records end with CR LF. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(text.slice(at, at + 100_000));
    if (cell === null) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 80)}`);
    row.push(cell[1]?.replaceAll('""', '"') ?? cell[2] ?? '');
    at += cell[0].length;
    if (cell[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
