import { CompanyEntity } from './company.entity';
import { CompanyChangeEntity } from './company-change.entity';
import { CompanyFactEntity } from './company-fact.entity';
import { ExchangeRateEntity } from './exchange-rate.entity';
import { OfficerEntity } from './officer.entity';
import { FinancialStatementEntity } from './financial-statement.entity';
import { LegalEventEntity } from './legal-event.entity';
import { ProviderScoreEntity } from './provider-score.entity';
import { CustomerEntity } from './customer.entity';
import { CustomerVersionEntity } from './customer-version.entity';
import { MatchCandidateEntity } from './match-candidate.entity';
import { ChangeNoticeEntity } from './change-notice.entity';
import { CompanyIdentifierEntity } from './company-identifier.entity';
import { CompanyOwnerEntity } from './company-owner.entity';
import { EstablishmentEntity } from './establishment.entity';
import { GroupLinkEntity } from './group-link.entity';
import { InsuranceCoverEntity } from './insurance-cover.entity';
import { InsurancePolicyEntity } from './insurance-policy.entity';
import { PartyEntity } from './party.entity';
import { PaymentIndexEntity } from './payment-index.entity';
import { RecommendedLimitEntity } from './recommended-limit.entity';
import { ScreeningHitEntity } from './screening-hit.entity';

/** The tables this stage writes. */
export const unifyEntities = [
  CompanyEntity,
  CompanyFactEntity,
  OfficerEntity,
  FinancialStatementEntity,
  LegalEventEntity,
  ProviderScoreEntity,
  CustomerEntity,
  CustomerVersionEntity,
  MatchCandidateEntity,
  ExchangeRateEntity,
  ChangeNoticeEntity,
  CompanyIdentifierEntity,
  CompanyOwnerEntity,
  EstablishmentEntity,
  GroupLinkEntity,
  InsuranceCoverEntity,
  InsurancePolicyEntity,
  PaymentIndexEntity,
  RecommendedLimitEntity,
  ScreeningHitEntity,
  CompanyChangeEntity,
  PartyEntity,
] as const;
