import {
  type CoverStatus,
  type EstablishmentRecord,
  type GroupLinkRecord,
  type IdentifierScheme,
  type InsuranceCoverRecord,
  type OwnerRecord,
  type ReadSubject,
  type RecommendedLimitRecord,
  type ScoreMeasure,
} from '../../connector-kit';
import type { LegalEventClass } from '../../unify';
import { defineEnum } from '../define-enum';

export const EstablishmentStatusEnum = defineEnum<EstablishmentRecord['status']>(
  'EstablishmentStatus',
  'Whether an establishment is in use.',
  { OPEN: 'It is.', CLOSED: 'It was closed.', UNKNOWN: 'Nobody says.' },
);

export const OwnerKindEnum = defineEnum<OwnerRecord['kind']>('OwnerKind', 'How somebody owns.', {
  SHAREHOLDER: 'Holds shares.',
  BENEFICIAL_OWNER:
    'Controls or benefits in the end. Shown by law to those who need to know: who decides on credit.',
});

export const GroupRelationEnum = defineEnum<GroupLinkRecord['relation']>(
  'GroupRelation',
  'Where a company stands above another.',
  { DIRECT_PARENT: 'Right above.', ULTIMATE_PARENT: 'At the top of the group.' },
);

export const IdentifierSchemeEnum = defineEnum<IdentifierScheme>(
  'IdentifierScheme',
  'Whose number it is.',
  {
    LEI: 'Legal Entity Identifier.',
    VAT: 'Intra-Community VAT number.',
    DUNS: 'Dun & Bradstreet.',
    CREDITSAFE: 'Creditsafe.',
    ELLISPHERE: 'Ellisphere.',
    COFACE: 'Coface.',
    ATRADIUS: 'Atradius.',
    ALLIANZ_TRADE: 'Allianz Trade.',
  },
);

export const RecommendedLimitKindEnum = defineEnum<RecommendedLimitRecord['kind']>(
  'RecommendedLimitKind',
  'What a provider’s limit means.',
  { RECOMMENDED: 'What it advises.', MAXIMUM: 'Its ceiling.' },
);

export const CoverKindEnum = defineEnum<InsuranceCoverRecord['kind']>(
  'InsuranceCoverKind',
  'How a cover came about.',
  {
    NAMED: 'Decided for this buyer.',
    CHECKED: 'A small limit by credit check.',
    DISCRETIONARY: 'The policy’s own.',
  },
);

export const CoverStatusEnum = defineEnum<CoverStatus>(
  'InsuranceCoverStatus',
  'Where a cover stands.',
  {
    PENDING: 'Not decided yet.',
    GRANTED: 'Decided.',
    REFUSED: 'Refused.',
    WITHDRAWN: 'Withdrawn, perhaps from a day to come.',
    EXPIRED: 'Over.',
    UNKNOWN: 'The insurer says what we do not understand: counted as not covered.',
  },
);

export const ReadingOutcomeEnum = defineEnum<ReadSubject['outcome']>(
  'ReadingOutcome',
  'What came of reading a company.',
  {
    FOUND: 'The provider told of it.',
    UNKNOWN: 'The provider does not know it: a fact with a date.',
    INCOMPLETE: 'Not everything could be read; it is asked for again.',
  },
);

export const ScoreMeasureEnum = defineEnum<ScoreMeasure>(
  'ScoreMeasure',
  'What a score foretells.',
  { FAILURE: 'Failure.', LATE_PAYMENT: 'Late payment.', OTHER: 'Something else, or unsaid.' },
);

export const LegalEventClassEnum = defineEnum<LegalEventClass>(
  'LegalEventClass',
  'What a notice belongs to.',
  {
    PROCEEDINGS: 'Insolvency proceedings.',
    STRIKE_OFF: 'Being struck off the register.',
    SALE_OF_BUSINESS: 'The sale of a business.',
    ACCOUNTS: 'Filing of accounts.',
    REGISTRATION: 'Registration and its changes.',
    OTHER: 'Anything else.',
  },
);
