import { CompanyEntity } from './company.entity';
import { CompanyFactEntity } from './company-fact.entity';
import { ExchangeRateEntity } from './exchange-rate.entity';
import { OfficerEntity } from './officer.entity';
import { FinancialStatementEntity } from './financial-statement.entity';
import { LegalEventEntity } from './legal-event.entity';
import { ProviderScoreEntity } from './provider-score.entity';
import { CustomerEntity } from './customer.entity';
import { CustomerVersionEntity } from './customer-version.entity';
import { MatchCandidateEntity } from './match-candidate.entity';

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
] as const;
