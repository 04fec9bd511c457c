import { formatAmount, type Money } from '../kernel';
import type { Figure } from '../reports';

/** "1 234 567.89 EUR" */
export function moneyText(money: Money): string {
  return `${formatAmount(money).replace(/\B(?=(\d{3})+(?!\d))/g, ' ')} ${money.currency}`;
}

/** "45.0 days", or why there is none. */
export function figureText({ value, unit, reasonIfAbsent }: Figure): string {
  if (value === null) return `none: ${(reasonIfAbsent ?? '').toLowerCase().replaceAll('_', ' ')}`;
  return `${value.toFixed(1)} ${unit === 'percent' ? '%' : unit}`;
}
