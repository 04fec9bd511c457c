import { clamp, normalDistribution, type Curve } from '../log-odds';
import type { ModelResult } from '../types';
import { absentModel, modelResult, type Accounts } from './accounts';

/** Measured like Altman's curve (US 54,979 company-years, Poland 4,297), a line between the two. */
const EVIDENCE: Curve = [
  [-4, -1.9],
  [-3, -1.4],
  [-2, -1],
  [-1, -0.6],
  [0, 0.3],
  [1, 1.1],
  [2, 1.5],
  [3, 1.7],
  [5, 1.9],
];

/** Beyond this the liquidity term (0.004 each) says nothing but would grow without end as debts near zero. */
const MOST_LIQUIDITY = 100;

/**
 * Zmijewski (1984), probit: X > 0 = distress. High = RISKY. Needs the balance sheet alone (net income is one of its
 * lines), so it works when the income statement is confidential.
 */
export function zmijewski(accounts: Accounts): ModelResult {
  const assets = accounts.get('totalAssets');
  const equity = accounts.get('equity');
  const income = accounts.get('netIncome');
  const current = accounts.get('currentAssets');
  const due = accounts.get('currentLiabilities');
  if (assets === null || equity === null || income === null || current === null || due === null) {
    return absentModel('MISSING_ITEMS');
  }
  if (assets <= 0 || due === 0) return absentModel('RATIO_UNDEFINED');
  const liquidity = clamp(current / due, 0, MOST_LIQUIDITY);
  const value =
    -4.336 - 4.513 * (income / assets) + 5.679 * ((assets - equity) / assets) + 0.004 * liquidity;
  const result = modelResult(value, value > 0 ? 'DISTRESS' : 'SAFE', EVIDENCE);
  return { ...result, probability: normalDistribution(value) };
}
