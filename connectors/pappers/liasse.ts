/**
 * The lines of a tax return as Pappers gives them: which column is the year's. What they add up to is the kit's. Pure.
 */
import {
  itemsOfTaxReturn,
  type FinancialStatementRecord,
  type TaxForm,
} from '../../src/connector-kit';
import { folded, toMinor } from './amounts';
import type { Column, Line } from './payloads';

type Items = FinancialStatementRecord['items'];
export type Form = TaxForm;

/** Items of a return in minor units of its currency. */
export function statementItems(lines: readonly Line[], form: Form, currency: string): Items {
  const amounts = new Map<string, bigint>();
  for (const { code, colonnes } of lines) {
    const amount = code === null ? null : currentAmount(code.toUpperCase(), colonnes);
    if (code !== null && amount !== null)
      amounts.set(code.toUpperCase(), toMinor(amount, currency));
  }
  return itemsOfTaxReturn(amounts, form);
}

/**
 * The amount of the year itself: a total before a net, a net before gross less depreciation; never the year before.
 * Labels are matched by their words, because only "Montant brut année N" is documented.
 */
function currentAmount(code: string, columns: readonly Column[]): number | null {
  const current = columns
    .map(({ libelle, valeur }) => ({ label: folded(libelle ?? ''), valeur }))
    .filter(({ label }) => !/n ?- ?1|precedent/.test(label));
  const labelled = (pattern: RegExp): number | null =>
    current.find(({ label, valeur }) => pattern.test(label) && valeur !== null)?.valeur ?? null;
  const settled = labelled(/\btotal\b/) ?? labelled(/\bnet\b/);
  if (settled !== null) return settled;
  const gross = labelled(/\bbrut\b/);
  if (gross !== null) return gross - (labelled(/amort|depreciation|provision/) ?? 0);
  if (code === 'FJ') return sumOfColumns(current);
  return current.find(({ valeur }) => valeur !== null)?.valeur ?? null;
}

/** Turnover in France and abroad, when the total column is missing. */
function sumOfColumns(columns: readonly { valeur: number | null }[]): number | null {
  const values = columns.flatMap(({ valeur }) => valeur ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
