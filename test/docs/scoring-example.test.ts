import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessCustomer } from '../../src/scoring/combine';
import { CURRENT_MODEL } from '../../src/scoring/models';
import { OVERRIDE_RULES } from '../../src/scoring/reason-codes';
import { accountsOf } from '../../src/scoring/scorecards/accounts';
import { altmanZSecond } from '../../src/scoring/scorecards/altman.scorecard';
import { conanHolder } from '../../src/scoring/scorecards/conan-holder.scorecard';
import { financialEvidence } from '../../src/scoring/scorecards/financial.scorecard';
import { zmijewski } from '../../src/scoring/scorecards/zmijewski.scorecard';
import { factsOfPage, inputOf, statementOf, workExample } from './scoring-example';

const path = join(__dirname, '../../docs/scoring.md');
const page = readFileSync(path, 'utf8');
const BEGIN = '<!-- worked-example:begin -->\n';
const END = '<!-- worked-example:end -->';

describe('the worked example of docs/scoring.md', () => {
  const facts = factsOfPage(page);
  const worked = workExample(facts);

  it('is computed from the figures on the page; WRITE_EXAMPLE=1 writes it anew', () => {
    const [before = '', rest = ''] = page.split(BEGIN);
    const [written, after] = rest.split(END);
    const expected = `${worked.lines.join('\n')}\n`;
    if (process.env['WRITE_EXAMPLE'] === '1') {
      writeFileSync(path, `${before}${BEGIN}${expected}${END}${after ?? ''}`);
      return;
    }
    expect(written).toBe(expected);
  });

  it('ends where the engine ends', () => {
    const decision = assessCustomer(inputOf(facts));
    expect(decision.score).toBe(worked.score);
    expect(decision.probabilityOfDefault).toBeCloseTo(worked.probability, 6);
    expect(decision.statementChecks).toEqual([]);
    expect(decision.override).toBeNull();
    const { parts } = financialEvidence(inputOf(facts), CURRENT_MODEL.financial);
    const accounts = parts.reduce((sum, part) => sum + part.logLikelihoodRatio, 0);
    expect(accounts).toBeCloseTo(worked.ratioLogOdds, 10);
  });

  it('gives the reference scores of its codes to four decimals', () => {
    const accounts = accountsOf(statementOf(facts));
    expect(altmanZSecond(accounts).value).toBeCloseTo(2.617, 4);
    const conan = conanHolder(accounts, CURRENT_MODEL.financial.referenceBaseRate);
    expect(conan.value).toBeCloseTo(13.6604, 4);
    expect(zmijewski(accounts)).toMatchObject({
      value: expect.closeTo(-0.8088, 4) as number,
      probability: expect.closeTo(0.2093, 4) as number,
    });
    for (const value of ['2.6170', '13.6604', '−0.8088', '0.2093']) expect(page).toContain(value);
  });

  it('lists every hard rule with what it does', () => {
    for (const rule of OVERRIDE_RULES) {
      const { grade, limitEffect } = CURRENT_MODEL.overrides.effects[rule];
      const row = page.split('\n').find((line) => line.startsWith(`| \`${rule}\``));
      const cells = row?.split('|').map((cell) => cell.trim().replaceAll('`', ''));
      expect([rule, cells?.[2], cells?.[3]]).toEqual([rule, grade, limitEffect]);
    }
  });
});
