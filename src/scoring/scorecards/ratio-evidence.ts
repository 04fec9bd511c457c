import { clipEvidence } from '../log-odds';
import type { StatementFacts } from '../types';
import type { Accounts } from './accounts';
import type { Evidence } from './evidence';
import type { FinancialParameters } from './financial-parameters';
import { RATIO_TABLE, scoreRatios, type RatioPart } from './ratio.scorecard';
import { ratiosOf } from './ratios';

export interface ReadAccounts {
  readonly statement: StatementFacts;
  readonly accounts: Accounts;
  readonly previous: Accounts | null;
  /** What `previous` are of. */
  readonly previousStatement: StatementFacts | null;
}

export interface RatioEvidence {
  /** The strongest ratios one by one, then the others as one; their sum is clipped to ±3. */
  readonly parts: readonly Evidence[];
  /** Ratios that could be computed. */
  readonly known: number;
}

/** Tables by version: a model names its own, so that another table never changes what was decided. */
const TABLES = new Map([[RATIO_TABLE.version, RATIO_TABLE]]);

/** What the ratios of the accounts say by the model's table; silent when too few are known. */
export function ratioEvidence(read: ReadAccounts, parameters: FinancialParameters): RatioEvidence {
  const table = TABLES.get(parameters.ratioTable);
  if (table === undefined) throw new RangeError(`no table of ratios ${parameters.ratioTable}`);
  const score = scoreRatios(ratiosOf(read.accounts, read.previous), table);
  const known = score.parts.filter(({ isMissing }) => !isMissing);
  if (known.length < parameters.leastRatios) return { parts: [], known: known.length };
  const total = score.logLikelihoodRatio;
  const scale = total === 0 ? 1 : clipEvidence(total) / total;
  const [told, others] = strongest(known, parameters.ratiosTold);
  const parts = told.map((part) => ratioLine(part, scale, read));
  const rest = others.reduce((sum, { logOdds }) => sum + logOdds, 0);
  if (others.length > 0) parts.push(otherLine(rest * scale, others.length, read.statement));
  return { parts, known: known.length };
}

/** The ratios that say most, the strongest first; of equals the one that comes first in the table. */
function strongest(known: readonly RatioPart[], count: number): [RatioPart[], RatioPart[]] {
  const byStrength = known
    .map((part, place) => ({ part, place }))
    .sort((a, b) => Math.abs(b.part.logOdds) - Math.abs(a.part.logOdds) || a.place - b.place)
    .map(({ part }) => part);
  const told = byStrength.slice(0, count).filter(({ logOdds }) => logOdds !== 0);
  return [told, byStrength.slice(told.length)];
}

function ratioLine(part: RatioPart, scale: number, read: ReadAccounts): Evidence {
  const { statement, previousStatement } = read;
  // Growth tells of both years: who may read one of them only could work out the other's turnover.
  const isOfBoth = part.ratio === 'sales_growth' && previousStatement !== null;
  const readFrom = isOfBoth ? [statement, previousStatement] : [statement];
  const value = part.value === null ? null : rounded(part.value, part.ratio.endsWith('_days'));
  return {
    code: 'ACCOUNTS_RATIO',
    logLikelihoodRatio: part.logOdds * scale,
    params: { ratio: part.ratio, value, closedOn: { date: statement.closedOn } },
    evidence: readFrom.map(({ sourceKey }) => ({ kind: 'statement', sourceKey })),
  };
}

function otherLine(logLikelihoodRatio: number, count: number, statement: StatementFacts): Evidence {
  return {
    code: 'ACCOUNTS_OTHER',
    logLikelihoodRatio,
    params: { count, closedOn: { date: statement.closedOn } },
    evidence: [{ kind: 'statement', sourceKey: statement.sourceKey }],
  };
}

/** As people read it: whole days, other ratios to a thousandth. */
function rounded(value: number, isDays: boolean): number {
  const steps = isDays ? 1 : 1000;
  return Math.round(value * steps) / steps + 0;
}
