import type { LegalEventKind } from '../../connector-kit';
import type { CompanyRow, LegalEventRow, StatementRow } from '../../reports';
import type { InsolvencyKind } from '../../scoring';
import { defineEnum } from '../define-enum';

export const CompanyStatusEnum = defineEnum<CompanyRow['status']>(
  'CompanyStatus',
  'Whether a company is in business, as the registry says.',
  { ACTIVE: 'In business.', CEASED: 'No longer.', UNKNOWN: 'No registry has said.' },
);

export const InsolvencyStatusEnum = defineEnum<InsolvencyKind>(
  'InsolvencyStatus',
  'Where insolvency proceedings stand, from the published notices in force.',
  {
    NONE: 'No proceedings are known.',
    SAFEGUARD: 'Safeguard (sauvegarde): protected while it can still pay.',
    RECEIVERSHIP: 'Receivership (redressement judiciaire).',
    LIQUIDATION: 'Judicial liquidation (liquidation judiciaire).',
    PLAN: 'A safeguard or recovery plan is being carried out.',
    CLOSED: 'Proceedings ended.',
  },
);

export const LegalEventKindEnum = defineEnum<LegalEventKind>(
  'LegalEventKind',
  'What a published legal notice tells.',
  {
    SAFEGUARD_OPENED: 'Safeguard proceedings were opened.',
    RECEIVERSHIP_OPENED: 'Receivership was opened.',
    LIQUIDATION_OPENED: 'Judicial liquidation was opened.',
    CONVERTED_TO_RECEIVERSHIP: 'Safeguard became receivership.',
    CONVERTED_TO_LIQUIDATION: 'Proceedings became liquidation.',
    PLAN_ADOPTED: 'A plan was adopted.',
    PLAN_FAILED: 'A plan was ended because it was not kept.',
    PROCEEDINGS_CLOSED: 'Proceedings were closed.',
    PROCEEDINGS_OTHER: 'Another step of proceedings.',
    STRUCK_OFF: 'The company was struck off the register.',
    STRIKE_OFF_CANCELLED: 'The striking off was annulled.',
    ACCOUNTS_FILED: 'Annual accounts were filed.',
    SALE_OF_BUSINESS: 'The business, or part of it, was sold.',
    REGISTERED: 'The company was registered.',
    MODIFIED: 'The registration was changed.',
    OTHER: 'Anything else.',
  },
);

export const EventRelationEnum = defineEnum<NonNullable<LegalEventRow['relation']>>(
  'NoticeRelation',
  'What a notice does to an earlier one.',
  { RECTIFIES: 'Corrects it.', CANCELS: 'Annuls it.' },
);

export const StatementScopeEnum = defineEnum<StatementRow['scope']>(
  'StatementScope',
  'Whose accounts they are.',
  { COMPANY: 'The company’s own.', CONSOLIDATED: 'Its group’s.' },
);

export const ConfidentialityEnum = defineEnum<StatementRow['confidentiality']>(
  'StatementConfidentiality',
  'What the company chose to keep confidential (art. L. 232-25 C. com.).',
  {
    PUBLIC: 'Nothing.',
    INCOME_STATEMENT: 'The income statement.',
    FULL: 'Everything.',
  },
);
