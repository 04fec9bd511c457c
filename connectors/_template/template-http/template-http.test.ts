import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector, type Json } from '../../../src/connector-kit';
import { templateHttp, templateHttpSimulator } from '.';
import { mapCompany } from './map';

describeConnector(templateHttp, { folder: __dirname, simulator: templateHttpSimulator });

describe('mapping of companies', () => {
  const [open, closed] = JSON.parse(
    readFileSync(join(__dirname, 'fixtures/companies/typical.json'), 'utf8'),
  ) as [Json, Json];

  it('reads a company that is closed as ceased', () => {
    expect(mapCompany(open)[0]?.status).toBe('ACTIVE');
    expect(mapCompany(closed)[0]?.status).toBe('CEASED');
  });

  it('leaves a city the provider does not give null, not empty', () => {
    expect(mapCompany(closed)[0]?.city).toBeNull();
  });
});
