import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEVERITIES, type Severity } from '../../src/alerts';
import { ALERT_RULES } from '../../src/alerts/rules/rule-list';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits';

const PAGE = readFileSync(join(__dirname, '../../docs/alerts/rules.md'), 'utf8');

interface Row {
  code: string;
  threshold: string;
  severities: string[];
  key: string;
  ends: string;
}

const ROWS: Row[] = PAGE.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [code = '', , threshold = '', severity = '', key = '', ends = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return { code: code.slice(1, -1), threshold, severities: severity.split(' to '), key, ends };
  });

/** "`slowdownDays` 10, `utilisationRates` 0.7/0.9/1" as names with what stands beside them. */
function thresholdsIn({ threshold }: Row): [name: string, value: string][] {
  return [...threshold.matchAll(/`(\w+)` ([\d./]+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}

function written(value: number | bigint | readonly number[]): string {
  return typeof value === 'object' ? value.join('/') : String(value);
}

/** Of the policy's members that say how alerts are kept, not when they are raised. */
const NOT_OF_RULES = ['keepEventsDays'];

describe('the page on alert rules', () => {
  it('has a row for each rule that runs, in their order', () => {
    expect(ROWS.map(({ code }) => code)).toEqual(ALERT_RULES.map(({ code }) => code));
  });

  it('names every threshold of the policy with its default', () => {
    const named = new Map(ROWS.flatMap(thresholdsIn));
    const alerts: Record<string, number | bigint | readonly number[]> = {
      ...DEFAULT_CREDIT_POLICY.alerts,
    };
    const defaults = Object.entries(alerts)
      .filter(([name]) => !NOT_OF_RULES.includes(name))
      .map(([name, value]) => [name, written(value)]);
    expect([...named].sort()).toEqual(defaults.sort());
  });

  it('says of each whether it tells facts or stretches, and whether it ends by itself', () => {
    const told = ROWS.map(({ code, key, ends }) => [code, key === 'stretch', ends !== 'never']);
    expect(told).toEqual(
      ALERT_RULES.map(({ code, isEpisodic, isOver }) => [code, isEpisodic, isOver !== undefined]),
    );
  });

  it('gives severities there are, the least first', () => {
    for (const { severities } of ROWS) {
      const places = severities.map((each) => SEVERITIES.indexOf(each as Severity));
      expect(places.every((place) => place >= 0)).toBe(true);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
    }
  });
});
