/**
 * The connector kit: what a connector is, and all it needs to be one. A connector imports this and nothing else:
 * the contracts, typed decoders for untrusted JSON, the kernel's money, dates and errors, and the simulator contract.
 * Its test calls `describeConnector`, which runs the conformance audits.
 * Layers to the right use `validateConfig` and `openContext` to run a connector; they never construct its client.
 */
export * from './access-tokens';
export { describeConnector } from './audits/describe-connector';
export * from './connector';
export * from './context';
export * from './csv';
export * from './decode';
export * from './define-connector';
export * from './http-client';
export * from './licence';
export * from './purchases';
export {
  RateLimiter,
  type Pace,
  type PaceKeeper,
  type RateLimiterOptions,
  type RateLimiterTimers,
} from './rate-limit';
export * from './provider-config';
export { storingRedactor } from './redact';
export * from './records';
export * from './simulator';
export * from './subject-stream';
export * from './tax-return';
export { decodeWindows1252 } from './windows-1252';
export * from './xml';
export {
  addDays,
  addMonths,
  assert,
  authError,
  completeSiren,
  configError,
  contractError,
  currencyDecimals,
  daysBetween,
  daysInMonth,
  defined,
  describeError,
  errorMessage,
  EncoursError,
  FixedClock,
  formatAmount,
  formatDecimal,
  formatLocalDate,
  frenchVatNumber,
  identifierDigits,
  isCalendarDay,
  isCurrency,
  isEncoursError,
  isLocalDate,
  isSiren,
  isSiret,
  localDate,
  localDateAt,
  money,
  multiplyMinor,
  parseDecimal,
  parseMoney,
  silentLogger,
  sirenOfVatNumber,
  stableId,
  systemClock,
  today,
  transientError,
  unreachable,
  type Clock,
  type LocalDate,
  type Logger,
  type Money,
} from '../kernel';
