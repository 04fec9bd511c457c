/**
 * The kernel: money, dates, ids, clock, errors. Pure; imports nothing of ours and does no I/O,
 * so that every decision in the stages can be computed from values alone.
 */
export * from './assert';
export * from './clock';
export * from './currency';
export * from './error';
export * from './exchange';
export * from './id';
export * from './local-date';
export * from './locale-text';
export * from './logger';
export * from './money';
export * from './payment-terms';
export * from './payment-terms-wording';
export * from './progress';
export * from './siren';
