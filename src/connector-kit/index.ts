/**
 * The connector kit: what a connector is, and all it needs to be one. A connector imports this and nothing else:
 * the contracts, typed decoders for untrusted JSON, the kernel's money, dates and errors, and the simulator contract.
 * Its test calls `describeConnector`, which runs the conformance audits.
 * Layers to the right use `validateConfig` and `openContext` to run a connector; they never construct its client.
 */
export * from './access-tokens';
export * from './accounting-defaults';
export { describeConnector } from './audits/describe-connector';
export * from './books';
export * from './connector';
export * from './context';
export * from './csv';
export * from './decode';
export * from './define-connector';
export * from './delimited';
export * from './gone';
export type { FileGuide, GuidedColumn, GuidedField } from './file-guide';
export { consentAddress, readConsent, type ConsentQuestion } from './consent';
export type { Consent } from './consent-declaration';
export * from './http-client';
export { instantOf } from './incremental-pass';
export * from './incremental-stream';
export * from './licence';
export {
  MemoryVault,
  requestWithOAuth,
  type CredentialVault,
  type OAuthContext,
  type OAuthDesk,
  type OAuthGrant,
  type Renewal,
  type RenewedTokens,
} from './oauth';
export { refreshByForm, tokensForCode, type TokenService } from './token-service';
export * from './purchases';
export {
  RateLimiter,
  type Pace,
  type PaceKeeper,
  type RateLimiterOptions,
  type RateLimiterTimers,
} from './rate-limit';
export { type RetryPolicy } from './retry';
export { pdfAttachments, type PdfAttachment } from './pdf-attachments';
export { parseOwnHosts, PUBLIC_HOSTS, type OwnHosts } from './own-host';
export * from './provider-config';
export { storingRedactor } from './redact';
export * from './read-twice';
export * from './records';
export * from './simulator';
export * from './spreadsheet';
export * from './subject-stream';
export * from './tax-return';
export * from './text-lines';
export { decodeWindows1252 } from './windows-1252';
export * from './xml';
export * from './xml-events';
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
