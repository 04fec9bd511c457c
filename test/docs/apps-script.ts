import { runInNewContext } from 'node:vm';
import { parseCsv } from '../api/export-reader';

interface Answer {
  address: string;
  status: number;
  body: string;
}

/**
 * Runs a script as Google's Apps Script would: it asks for exactly this address with this key, and gets this answer.
 * Gives what it fills the sheet with.
 */
export function filledSheet(
  script: string,
  entry: string,
  { key, answer }: { key: string; answer: Answer },
): string[][] {
  let filled: string[][] = [];
  const sheet = {
    clearContents: () => (filled = []),
    getRange: (...range: number[]) => ({
      setValues: (rows: string[][]) => {
        expect(range).toEqual([1, 1, rows.length, rows[0]?.length]);
        filled = rows;
      },
    }),
  };
  const google = {
    PropertiesService: { getScriptProperties: () => ({ getProperty: () => key }) },
    UrlFetchApp: {
      fetch: (url: string, options: { headers: Record<string, string> }) => {
        expect([url, options.headers['Authorization']]).toEqual([answer.address, `Bearer ${key}`]);
        return { getResponseCode: () => answer.status, getContentText: () => answer.body };
      },
    },
    Utilities: { parseCsv },
    SpreadsheetApp: { getActive: () => ({ getSheetByName: () => sheet }) },
  };
  runInNewContext(`${script}\n${entry}();`, google);
  return filled;
}
