import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideLimit } from '../../src/limits/decide-limit';
import { LIMIT_TERMS, type LimitInput } from '../../src/limits/limit-types';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import type { Grade } from '../../src/scoring';
import { covering, limitInput } from '../limits/limit-inputs';
import { factsOfPage, statementOf, workExample } from './scoring-example';

const page = readFileSync(join(__dirname, '../../docs/scoring.md'), 'utf8');
const section = page.slice(page.indexOf('## From grade to limit'));

/** The amount in euros a sentence of the page states, in cents. */
function stated(pattern: RegExp): bigint {
  const amount = pattern.exec(section)?.[1];
  if (amount === undefined) throw new Error(`the page does not say ${pattern.source}`);
  return cents(amount);
}

const cents = (euros: string): bigint => BigInt(euros.replaceAll(',', '')) * 100n;
const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
const rows = (heading: string): string[][] => {
  const [, table = ''] = section.split(`${heading} |\n`);
  const lines = table.split('\n');
  return lines.slice(1, lines.indexOf('')).map(cells);
};

const facts = factsOfPage(page);

function example(grade: Grade): LimitInput {
  const items = statementOf(facts).items;
  const share = Number(/of which it bears (\d+) %/.exec(section)?.[1]);
  const cover = stated(/insurer covers ([\d,]+) € of it/);
  return limitInput({
    grade,
    sales12mMinor: stated(/bought for ([\d,]+) € in 12 months/),
    paymentTermsDays: Number(/€ in 12 months at (\d+) days/.exec(section)?.[1]),
    averageDaysLate: facts.daysLate,
    accounts: {
      equityMinor: BigInt(items.equity ?? 0),
      intangibleAssetsMinor: null,
      turnoverMinor: BigInt(items.turnover ?? 0),
      tradePayablesMinor: null,
    },
    covers: [covering((cover * BigInt(share)) / 100n)],
    sellerSales12mMinor: stated(/seller sells for ([\d,]+) €/),
    exposureMinor: 0n,
  });
}

describe('the limit of the worked example', () => {
  it('goes on from the grade the example ends with', () => {
    expect(workExample(facts).probability).toBeLessThan(0.005);
    expect(section).toContain('It is graded A.');
  });

  it('is the least of the terms the page reckons', () => {
    const decision = decideLimit(example('A'), DEFAULT_CREDIT_POLICY);
    const present = decision.terms.flatMap(({ term, amountMinor }) =>
      amountMinor === null ? [] : [[term, amountMinor]],
    );
    const told = rows('| term | reckoned | amount').map(([term = '', , amount = '']) => [
      term,
      cents(amount),
    ]);
    expect(present).toEqual(told);
    expect(decision.limitMinor).toBe(stated(/the limit is ([\d,]+) €/));
  });

  it('is what the page says for every grade', () => {
    const told = rows('| grade | limit | binding | next | how');
    expect(told).toHaveLength(5);
    for (const [grade = '', limit = '', binding, next, how] of told) {
      const decision = decideLimit(example(grade as Grade), DEFAULT_CREDIT_POLICY);
      const { limitMinor, bindingTerm, nextTerm, action } = decision;
      const outcome = action === 'SET' ? 'set' : 'proposed';
      expect([grade, limitMinor, bindingTerm, nextTerm, outcome]).toEqual([
        ...[grade, cents(limit), binding, next, how],
      ]);
    }
  });
});

it('explains every term', () => {
  const named = LIMIT_TERMS.filter((term) => section.includes(`| \`${term}\``));
  expect(named).toEqual([...LIMIT_TERMS]);
});
