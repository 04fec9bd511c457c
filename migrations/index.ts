/** Every migration, in order. Each is plain SQL, forward only; what moves data asserts before and after. */
import { CreateFoundation1763769600000 } from './1763769600000-create-foundation';
import { CreateLanding1763769600001 } from './1763769600001-create-landing';
import { CreateUnify1763769600002 } from './1763769600002-create-unify';
import { CreateLedger1763769600003 } from './1763769600003-create-ledger';
import { CreateScoringAndLimits1763769600004 } from './1763769600004-create-scoring-and-limits';
import { CreateAlerts1763769600005 } from './1763769600005-create-alerts';
import { KeepHistory1763769600006 } from './1763769600006-keep-history';
import { AgreePaymentTerms1763769600007 } from './1763769600007-agree-payment-terms';
import { CreateExchangeRates1763769600008 } from './1763769600008-create-exchange-rates';
import { CreateLedgerDays1763769600009 } from './1763769600009-create-ledger-days';
import { OpenBi1763769600010 } from './1763769600010-open-bi';
import { AuthenticateAtOnce1763769600011 } from './1763769600011-authenticate-at-once';
import { RememberLimitsInForce1763769600012 } from './1763769600012-remember-limits-in-force';
import { BuyFromProviders1763769600013 } from './1763769600013-buy-from-providers';
import { RestrictUse1763769600014 } from './1763769600014-restrict-use';
import { WidenCompanyRecords1763769600015 } from './1763769600015-widen-company-records';
import { SealSecrets1763769600016 } from './1763769600016-seal-secrets';
import { WatchCompanies1763769600017 } from './1763769600017-watch-companies';
import { RequestCovers1763769600018 } from './1763769600018-request-covers';
import { ShowProviderCalls1763769600019 } from './1763769600019-show-provider-calls';
import { MarkWhatIsStale1763769600020 } from './1763769600020-mark-what-is-stale';
import { PublishCreditPolicies1763769600021 } from './1763769600021-publish-credit-policies';
import { WidenCreditLimits1763769600022 } from './1763769600022-widen-credit-limits';
import { ReserveCredit1763769600023 } from './1763769600023-reserve-credit';
import { ChooseScoringModel1763769600024 } from './1763769600024-choose-scoring-model';
import { KeepEventLog1763769600025 } from './1763769600025-keep-event-log';
import { RecordBrokenPromises1763769600026 } from './1763769600026-record-broken-promises';
import { KeepCompanyChanges1763769600027 } from './1763769600027-keep-company-changes';
import { DeliverToWebhooks1763769600028 } from './1763769600028-deliver-to-webhooks';
import { SendDigests1763769600029 } from './1763769600029-send-digests';
import { HandleAlerts1763769600030 } from './1763769600030-handle-alerts';
import { KeepMailBack1763769600032 } from './1763769600032-keep-mail-back';
import { MarkWhatIsReserved1763769600033 } from './1763769600033-mark-what-is-reserved';
import { KeepAccountingRecords1763769600034 } from './1763769600034-keep-accounting-records';
import { LinkSources1763769600035 } from './1763769600035-link-sources';
import { KeepRenewedTokens1763769600036 } from './1763769600036-keep-renewed-tokens';
import { KeepBankStatements1763769600037 } from './1763769600037-keep-bank-statements';
import { ApplyCash1763769600038 } from './1763769600038-apply-cash';
import { RememberFileMappings1763769600039 } from './1763769600039-remember-file-mappings';
import { KeepWhatWasReplaced1763769600040 } from './1763769600040-keep-what-was-replaced';
import { FindPaymentsElsewhere1763769600041 } from './1763769600041-find-payments-elsewhere';
import { FindByNumber1763769600042 } from './1763769600042-find-by-number';
import { MarkNumbers1763769600043 } from './1763769600043-mark-numbers';
import { ShowAccounting1763769600044 } from './1763769600044-show-accounting';
import { TellFormatsApart1763769600045 } from './1763769600045-tell-formats-apart';
import { FindEventsByType1763769600048 } from './1763769600048-find-events-by-type';

export const migrations = [
  CreateFoundation1763769600000,
  CreateLanding1763769600001,
  CreateUnify1763769600002,
  CreateLedger1763769600003,
  CreateScoringAndLimits1763769600004,
  CreateAlerts1763769600005,
  KeepHistory1763769600006,
  AgreePaymentTerms1763769600007,
  CreateExchangeRates1763769600008,
  CreateLedgerDays1763769600009,
  OpenBi1763769600010,
  AuthenticateAtOnce1763769600011,
  RememberLimitsInForce1763769600012,
  BuyFromProviders1763769600013,
  RestrictUse1763769600014,
  WidenCompanyRecords1763769600015,
  SealSecrets1763769600016,
  WatchCompanies1763769600017,
  RequestCovers1763769600018,
  ShowProviderCalls1763769600019,
  MarkWhatIsStale1763769600020,
  PublishCreditPolicies1763769600021,
  WidenCreditLimits1763769600022,
  ReserveCredit1763769600023,
  ChooseScoringModel1763769600024,
  KeepEventLog1763769600025,
  RecordBrokenPromises1763769600026,
  KeepCompanyChanges1763769600027,
  DeliverToWebhooks1763769600028,
  SendDigests1763769600029,
  HandleAlerts1763769600030,
  KeepMailBack1763769600032,
  MarkWhatIsReserved1763769600033,
  KeepAccountingRecords1763769600034,
  LinkSources1763769600035,
  KeepRenewedTokens1763769600036,
  KeepBankStatements1763769600037,
  ApplyCash1763769600038,
  RememberFileMappings1763769600039,
  KeepWhatWasReplaced1763769600040,
  FindPaymentsElsewhere1763769600041,
  FindByNumber1763769600042,
  MarkNumbers1763769600043,
  ShowAccounting1763769600044,
  TellFormatsApart1763769600045,
  FindEventsByType1763769600048,
];
