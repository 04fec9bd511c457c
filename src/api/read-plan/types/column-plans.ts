import type { FieldPlan } from '../compiler';
import {
  jsonBoolean,
  jsonInstant,
  jsonNumber,
  jsonText,
  jsonToken,
  jsonTokenOrNull,
} from '../json-sql';

/** Text of any content, or null. */
export const text =
  (column: string): FieldPlan =>
  (_, row) =>
    jsonText(row.column(column));

/** A code, a date or an amount that is never NULL. */
export const token =
  (column: string): FieldPlan =>
  (_, row) =>
    jsonToken(row.column(column));

/** The same, or null. */
export const tokenOrNull =
  (column: string): FieldPlan =>
  (_, row) =>
    jsonTokenOrNull(row.column(column));

export const instant =
  (column: string): FieldPlan =>
  (_, row) =>
    jsonInstant(row.column(column));

export const number =
  (column: string): FieldPlan =>
  (_, row) =>
    jsonNumber(row.column(column));

export const claim =
  (column: string): FieldPlan =>
  (_, row) =>
    jsonBoolean(row.column(column));

/** Minor units of the row's currency. */
export const money =
  (column: string): FieldPlan =>
  ({ field }, row, compiler) =>
    compiler.money(field, row.column(column), row.column('currency'));
