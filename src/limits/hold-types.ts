/** Why a customer is not supplied. */
export const HOLD_REASONS = [
  'OVERDUE',
  'BROKEN_PROMISE',
  'RETURNED_PAYMENT',
  'INSOLVENCY',
  'CREDIT_RISK',
  'COVER_WITHDRAWN',
  'DISPUTE',
  'FRAUD_SUSPECTED',
  'OTHER',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** NEW_ORDERS: nothing new is promised; ALL: what was promised is not delivered either. */
export const HOLD_SCOPES = ['ALL', 'NEW_ORDERS'] as const;
export type HoldScope = (typeof HOLD_SCOPES)[number];

/** What an exception bends. */
export const EXCEPTION_KINDS = ['LIMIT_EXCEEDED', 'TERMS', 'HOLD'] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

export const RESERVATION_STATUSES = [
  'RESERVED',
  'COMMITTED',
  'INVOICED',
  'RELEASED',
  'EXPIRED',
] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];
