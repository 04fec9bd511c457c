import { Field, InterfaceType, ObjectType } from 'type-graphql';
import type { UseRestriction } from '../../connector-kit';
import type {
  EstablishmentRow,
  GroupLinkRow,
  IdentifierRow,
  OwnerRow,
  SourcedRow,
} from '../../reports';
import { UseRestrictionField } from '../licence/licence.type';
import { relayConnection } from '../relay/connection.type';
import { DateScalar, DateTimeScalar, DecimalScalar, SirenScalar } from '../scalars';
import {
  EstablishmentStatusEnum,
  GroupRelationEnum,
  IdentifierSchemeEnum,
  OwnerKindEnum,
} from './company-profile.enums';

@InterfaceType({ description: 'What every record of a provider says of itself.' })
export abstract class ProviderRecord {
  @Field(() => String, { description: 'The connector it came through.' })
  connector!: string;

  @Field(() => String, { description: 'The source’s own key of it.' })
  sourceRecord!: string;

  @Field(() => DateTimeScalar, { description: 'When the hub fetched it as it is.' })
  fetchedAt!: Date;

  @UseRestrictionField()
  useRestriction!: UseRestriction;
}

/** What a record says of itself, as a plain value. */
interface RecordOrigin {
  connector: string;
  sourceRecord: string;
  fetchedAt: Date;
  useRestriction: UseRestriction;
}

/** The same from a row. */
export function toProviderRecord(
  row: Pick<SourcedRow, 'connectorId' | 'sourceKey' | 'fetchedAt' | 'useRestriction'>,
): RecordOrigin {
  const { connectorId: connector, sourceKey: sourceRecord, fetchedAt, useRestriction } = row;
  return { connector, sourceRecord, fetchedAt, useRestriction };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'A place of business of a company.',
  simpleResolvers: true,
})
export class Establishment extends ProviderRecord {
  @Field(() => String, { description: 'Its number, fourteen digits.' })
  siret!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; null when it has none or publication was opposed.',
  })
  name!: string | null;

  @Field(() => Boolean, { description: 'Whether it is the seat.' })
  isHeadOffice!: boolean;

  @Field(() => EstablishmentStatusEnum, { description: 'Whether it is in use.' })
  status!: EstablishmentRow['status'];

  @Field(() => String, { nullable: true, description: 'Its activity, NAF rev. 2: `62.02A`.' })
  activityCode!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was opened.' })
  createdOn!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was closed.' })
  closedOn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Street and number; null when publication was opposed.',
  })
  addressLine!: string | null;

  @Field(() => String, { nullable: true, description: 'Postcode.' })
  postcode!: string | null;

  @Field(() => String, { nullable: true, description: 'Town.' })
  city!: string | null;

  @Field(() => String, { nullable: true, description: 'Country, ISO 3166 alpha-2.' })
  countryCode!: string | null;

  @Field(() => Boolean, {
    description: 'False when publication was opposed: name and address stay null.',
  })
  isDiffusible!: boolean;
}

export const EstablishmentConnection = relayConnection('Establishment', () => Establishment);

export function toEstablishment(row: EstablishmentRow): Establishment {
  const { siret, name, isHeadOffice, status, activityCode, createdOn, closedOn } = row;
  const { addressLine, postcode, city, countryCode, isDiffusible } = row;
  return {
    ...toProviderRecord(row),
    ...{ siret, name, isHeadOffice, status, activityCode, createdOn, closedOn },
    ...{ addressLine, postcode, city, countryCode, isDiffusible },
  };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'Who owns a company, or benefits from it in the end.',
  simpleResolvers: true,
})
export class CompanyOwner extends ProviderRecord {
  @Field(() => OwnerKindEnum, { description: 'How.' })
  kind!: OwnerRow['kind'];

  @Field(() => String, {
    nullable: true,
    description: 'Name; null when it is withheld or its publication was opposed.',
  })
  name!: string | null;

  @Field(() => Boolean, { description: 'Whether the owner is itself a company.' })
  isLegalPerson!: boolean;

  @Field(() => SirenScalar, {
    nullable: true,
    description: 'Number of an owner that is a company.',
  })
  siren!: string | null;

  @Field(() => String, { nullable: true, description: 'Its country, ISO 3166 alpha-2.' })
  countryCode!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Share of the capital, percent.' })
  sharePercent!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Share of the votes, percent.' })
  votePercent!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Since when.' })
  since!: string | null;
}

export function toCompanyOwner(row: OwnerRow): CompanyOwner {
  const { kind, name, isLegalPerson, countryCode, sharePercent, votePercent } = row;
  return {
    ...toProviderRecord(row),
    ...{ kind, name, isLegalPerson, siren: row.ownerSiren, countryCode },
    ...{ sharePercent, votePercent, since: row.sinceOn },
  };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'A company above another in its group.',
  simpleResolvers: true,
})
export class GroupParent extends ProviderRecord {
  @Field(() => GroupRelationEnum, { description: 'Where it stands.' })
  relation!: GroupLinkRow['relation'];

  @Field(() => String, { nullable: true, description: 'Its name.' })
  name!: string | null;

  @Field(() => SirenScalar, { nullable: true, description: 'Its number, when it is French.' })
  siren!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its identifier where it has no SIREN: `LEI:…`, `DUNS:…`.',
  })
  identifier!: string | null;

  @Field(() => String, { nullable: true, description: 'Its country, ISO 3166 alpha-2.' })
  countryCode!: string | null;
}

export function toGroupParent(row: GroupLinkRow): GroupParent {
  const { relation, parentName: name, parentSiren: siren, parentIdentifier, countryCode } = row;
  return {
    ...toProviderRecord(row),
    ...{ relation, name, siren, identifier: parentIdentifier, countryCode },
  };
}

@ObjectType({
  implements: ProviderRecord,
  description: 'A number under which others know a company.',
  simpleResolvers: true,
})
export class CompanyIdentifier extends ProviderRecord {
  @Field(() => IdentifierSchemeEnum, { description: 'Whose number it is.' })
  scheme!: IdentifierRow['scheme'];

  @Field(() => String, { description: 'The number.' })
  value!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'What the authority says of it; null when it does not say.',
  })
  isValid!: boolean | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day it was checked or last renewed.',
  })
  checkedOn!: string | null;

  @Field(() => String, { nullable: true, description: 'Its state, in the provider’s words.' })
  status!: string | null;
}

export function toCompanyIdentifier(row: IdentifierRow): CompanyIdentifier {
  const { scheme, value, isValid, checkedOn, status } = row;
  return { ...toProviderRecord(row), scheme, value, isValid, checkedOn, status };
}
