/**
 * The API: everything outside asks through here. GraphQL over HTTP and web sockets on one port, an explorer, health and
 * metrics. Promises: a key sees its own tenant and nothing else; a read never changes anything; a list is paged by
 * keyset and refused when it would cost too much; a subscription resumes behind any cursor without gap or repeat; a
 * fault shows an id and nothing else. Decides nothing: mutations call the actions it was given.
 */
export type {
  Actor,
  ApiActions,
  LimitRequest,
  MatchChoice,
  RescoreOutcome,
  TermsRequest,
} from './actions';
export type { AlertActions } from './alert-actions';
export type { CashActions } from './cash-actions';
export type { CreditControlActions } from './credit-control-actions';
export type { PolicyActions, PolicyRequest } from './policy-actions';
export type { EstimatedConnection, ProviderActions, RefreshedReading } from './provider-actions';
export type { WebhookActions } from './webhook-actions';
export type { EmailActions, EmailRecipientRequest } from './email-actions';
export type { FileActions, FileImportFigures, FilePreviewFigures, SentFile } from './file-actions';
export { unsubscribePathOf } from './http/unsubscribe';
export { readableBy } from './roles';
export { createApi, type Api } from './create-api';
export { printSchemaText } from './print-schema';
