import { strToU8, zipSync } from 'fflate';

/** A cell of a sheet under test: a text, a number, or the XML of a cell as it stands. */
export type XlsxCell = string | number | null | { xml: string };

export interface XlsxSheet {
  name: string;
  rows: readonly (readonly XlsxCell[])[];
  merges?: readonly string[];
  isHidden?: boolean;
  hiddenRows?: readonly number[];
}

/** A workbook as spreadsheet programs write it, with shared texts; format 1 of a cell (`s="1"`) is a date. */
export function xlsx(sheets: readonly XlsxSheet[], options: { is1904?: boolean } = {}): Uint8Array {
  const texts: string[] = [];
  const files: Record<string, Uint8Array> = {};
  sheets.forEach((sheet, index) => {
    files[`xl/worksheets/sheet${index + 1}.xml`] = strToU8(sheetXml(sheet, texts));
  });
  const list = sheets.map(
    ({ name, isHidden }, index) =>
      `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"${isHidden === true ? ' state="hidden"' : ''}/>`,
  );
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const date1904 = options.is1904 === true ? ' date1904="1"' : '';
  files['xl/workbook.xml'] = strToU8(
    `${HEAD}<workbook xmlns="x" xmlns:r="y"><workbookPr${date1904}/><sheets>${list.join('')}</sheets></workbook>`,
  );
  files['xl/_rels/workbook.xml.rels'] = strToU8(
    `${HEAD}<Relationships>${relations.join('')}</Relationships>`,
  );
  files['xl/styles.xml'] = strToU8(
    `${HEAD}<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
  );
  const shared = texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join('');
  files['xl/sharedStrings.xml'] = strToU8(`${HEAD}<sst>${shared}</sst>`);
  return zipSync(files);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

function sheetXml(sheet: XlsxSheet, texts: string[]): string {
  const rows = sheet.rows.map((cells, index) => {
    const hidden = sheet.hiddenRows?.includes(index + 1) === true ? ' hidden="1"' : '';
    const written = cells.map((cell, column) =>
      cellXml(cell, `${letter(column)}${index + 1}`, texts),
    );
    return `<row r="${index + 1}"${hidden}>${written.join('')}</row>`;
  });
  const merges = (sheet.merges ?? []).map((range) => `<mergeCell ref="${range}"/>`).join('');
  const merged = merges === '' ? '' : `<mergeCells>${merges}</mergeCells>`;
  return `${HEAD}<worksheet><sheetData>${rows.join('')}</sheetData>${merged}</worksheet>`;
}

function cellXml(cell: XlsxCell, reference: string, texts: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell !== 'string') return cell.xml.replace('<c', `<c r="${reference}"`);
  return `<c r="${reference}" t="s"><v>${texts.push(cell) - 1}</v></c>`;
}

function letter(column: number): string {
  return String.fromCharCode(65 + column);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
