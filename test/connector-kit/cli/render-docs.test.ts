import { healthyBureau, healthyFile } from '../../../src/connector-kit/audits/mutants';
import { renderDocs } from '../../../src/connector-kit/cli/render-docs';

const bureau = {
  ...healthyBureau,
  docs: { ...healthyBureau.docs, unverified: ['The name of the | field.\nAnd its type.'] },
  licence: { ...healthyBureau.licence, restriction: 'INTERNAL_ONLY' as const, retentionDays: 365 },
  waivers: [{ audit: 'C17', reason: 'its pace is being agreed', until: '2026-06-30' }],
};
const page = renderDocs([
  { connector: bureau, tier: 'silver', liveOn: '2026-01-05' },
  { connector: healthyFile, tier: 'bronze', liveOn: null },
]);
const lines = page.split('\n');

it('sums each connector up in a line of the table', () => {
  expect(lines).toContain(
    '| [Healthy Bureau](#healthy-bureau) | bureau | company | none | silver | report: 2.50 EUR | 5 per second | internal only, 365 days | yes |',
  );
  expect(lines).toContain(
    '| [Healthy Format](#healthy-file) | file | ledgerLine, ledgerEntry | none | bronze | nothing | – | free | – |',
  );
});

it('tells what a stream reads and buys, and what a call costs', () => {
  expect(lines).toContain('| reports | company | company by company, every 90 days | 1 × report |');
  expect(lines).toContain('| report | A company. | 2.50 EUR per report | every time | invented |');
});

it('names settings and says which are secret, never what they hold', () => {
  expect(page).toContain('| Settings | `password` (secret) |');
});

it('says what is not verified and what is waived, a sentence a line', () => {
  expect(lines).toContain('- The name of the \\| field. And its type.');
  expect(lines).toContain('- C17 until 2026-06-30: its pace is being agreed');
});

it('says when it was last checked against the provider itself, and when never', () => {
  expect(page).toContain('silver, checked live on 2026-01-05');
  expect(page).toContain('bronze, never checked against the provider itself');
});

it('says an agreed price where none is published', () => {
  const prices = (healthyBureau.prices ?? []).map((price) => ({ ...price, unitPriceMinor: null }));
  const connector = { ...healthyBureau, prices };
  expect(renderDocs([{ connector, tier: 'silver', liveOn: null }])).toContain('report: as agreed');
});

it('is the same for the same declarations', () => {
  expect(renderDocs([{ connector: bureau, tier: 'silver', liveOn: '2026-01-05' }])).toBe(
    renderDocs([{ connector: bureau, tier: 'silver', liveOn: '2026-01-05' }]),
  );
});
