import { Field, Float, ObjectType } from 'type-graphql';
import type { CandidateStatus, CustomerRow, MatchCandidateRow, MatchStatus } from '../../reports';
import { relayConnection } from '../relay/connection.type';
import { DateTimeScalar, SirenScalar } from '../scalars';
import { CandidateStatusEnum, MatchStatusEnum } from './match.enums';

@ObjectType({ description: 'A company a customer may be.', simpleResolvers: true })
export class MatchCandidate {
  @Field(() => SirenScalar, { description: 'The company’s number.' })
  siren!: string;

  @Field(() => String, { description: 'Its name as the registry answered it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Postcode of its seat.' })
  postcode!: string | null;

  @Field(() => String, { nullable: true, description: 'Town of its seat.' })
  city!: string | null;

  @Field(() => String, { description: 'ACTIVE, CEASED or UNKNOWN, when it was found.' })
  companyStatus!: string;

  @Field(() => Float, { description: 'How likely it is the customer, 0 to 1.' })
  confidence!: number;

  @Field(() => String, { description: 'How it was found.' })
  method!: string;

  @Field(() => CandidateStatusEnum, { description: 'What became of it.' })
  status!: CandidateStatus;

  @Field(() => String, { nullable: true, description: 'Who decided.' })
  decidedBy!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the registry answered it.' })
  foundAt!: Date;
}

@ObjectType({ description: 'How it is known which company a customer is.', simpleResolvers: true })
export class CompanyMatch {
  @Field(() => MatchStatusEnum, { description: 'How far it is known.' })
  status!: MatchStatus;

  @Field(() => Float, { nullable: true, description: 'How certain, 0 to 1.' })
  confidence!: number | null;

  @Field(() => String, {
    description: 'How it was found: by SIREN, VAT number, name …; NONE when nothing was.',
  })
  method!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Who decided; null when the hub did or nobody has.',
  })
  decidedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  decidedAt!: Date | null;

  customerId!: string;
}

@ObjectType({
  description: 'A customer that waits for somebody to say which company it is.',
  simpleResolvers: true,
})
export class MatchSuggestion {
  customerId!: string;
}

export const MatchSuggestionConnection = relayConnection('MatchSuggestion', () => MatchSuggestion);

/** Null as long as nobody has looked for the company. */
export function toCompanyMatch(row: CustomerRow): CompanyMatch | null {
  if (row.matchStatus === 'UNMATCHED') return null;
  return {
    status: row.matchStatus,
    confidence: row.matchConfidence,
    method: row.matchMethod ?? 'NONE',
    decidedBy: row.matchDecidedBy,
    decidedAt: row.matchDecidedAt,
    customerId: row.customerId,
  };
}

export function toMatchCandidate(row: MatchCandidateRow): MatchCandidate {
  return row;
}
