import { describeConnector } from '../../../src/connector-kit';
import { templateFile } from '.';
import { mapLine } from './map';

describeConnector(templateFile, { folder: __dirname });

describe('a line', () => {
  it('keeps the sign of a credit note', () => {
    const record = mapLine('2026-02-03;C001;Dupont;A-7;-120.50', 4, 'EUR');
    expect(record.amountMinor).toBe(-12050n);
  });

  it('says which field is wrong', () => {
    expect(() => mapLine('03/02/2026;C001;Dupont;A-7;1', 4, 'EUR')).toThrow(/YYYY-MM-DD/);
  });
});
