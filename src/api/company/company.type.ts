import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ScoreMeasure, UseRestriction } from '../../connector-kit';
import { globalId } from '../../kernel';
import type { CompanyRow } from '../../reports';
import type { InsolvencyKind } from '../../scoring';
import type { RestrictedValue } from '../../unify';
import { UseRestrictionField } from '../licence/licence.type';
import { MoneyType, toMoneyOf } from '../money.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar, JsonScalar, SirenScalar } from '../scalars';
import { fieldRestricted, type Guarded } from '../use-restriction';
import { ScoreMeasureEnum } from './company-profile.enums';
import { CompanyStatusEnum, InsolvencyStatusEnum } from './company.enums';
import { readCompany, type CompanyReader } from './read-company';

@ObjectType({ description: 'A range of whole numbers, both ends included.', simpleResolvers: true })
export class IntRange {
  @Field(() => Int, { nullable: true, description: 'The least; null when open.' })
  min!: number | null;

  @Field(() => Int, { nullable: true, description: 'The most; null when open.' })
  max!: number | null;
}

@ObjectType({ description: 'Who runs a company.', simpleResolvers: true })
export class Officer {
  @Field(() => String, {
    nullable: true,
    description: 'Name; null when its publication was opposed.',
  })
  name!: string | null;

  @Field(() => String, { description: 'The office, in the words of the source.' })
  role!: string;

  @Field(() => Boolean, { description: 'Whether the officer is itself a company.' })
  isLegalPerson!: boolean;

  @Field(() => SirenScalar, {
    nullable: true,
    description: 'Number of an officer that is a company.',
  })
  siren!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'In office since.' })
  since!: string | null;

  @Field(() => String, { description: 'The connector it came through.' })
  connector!: string;

  @UseRestrictionField()
  useRestriction!: UseRestriction;
}

@ObjectType({
  description: 'A provider’s own score, raw, on its own scale. Never averaged with others.',
  simpleResolvers: true,
})
export class ProviderScore {
  @Field(() => String, { description: 'The connector it came through.' })
  connector!: string;

  @Field(() => String, { description: 'The provider’s scale.' })
  scale!: string;

  @Field(() => String, { nullable: true, description: 'The value, in the provider’s writing.' })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no value, in the provider’s words.',
  })
  absentBecause!: string | null;

  @Field(() => Boolean, { description: 'Whether more means safer on this scale.' })
  higherIsSafer!: boolean;

  @Field(() => ScoreMeasureEnum, { description: 'What it foretells.' })
  measures!: ScoreMeasure;

  @Field(() => Int, {
    nullable: true,
    description: 'How many months ahead it looks; null when the provider does not say.',
  })
  horizonMonths!: number | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day the provider computed it.' })
  computedOn!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the hub fetched it.' })
  fetchedAt!: Date;

  @UseRestrictionField()
  useRestriction!: UseRestriction;
}

@ObjectType({
  description: 'What one connection says of one field of a company.',
  simpleResolvers: true,
})
export class FieldProvenance {
  @Field(() => String, { description: 'The field of `Company`, e.g. `tradeName`.' })
  field!: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'What this source says; null with an error `USE_RESTRICTED` when it may not be shown.',
  })
  value!: unknown;

  @Field(() => Boolean, {
    description: 'Whether this is the value shown: the winner by precedence, then freshness.',
  })
  isChosen!: boolean;

  @Field(() => String, { description: 'The connector.' })
  connector!: string;

  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, { description: 'The stream of the connection.' })
  stream!: string;

  @Field(() => String, { description: 'The source’s own key of the record.' })
  sourceRecord!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day the source says it was true; null when it does not say.',
  })
  observedOn!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the hub fetched it.' })
  fetchedAt!: Date;

  @UseRestrictionField()
  useRestriction!: UseRestriction;
}

@ObjectType({
  implements: Node,
  description: 'A legal unit as registries describe it. Absent facts are null.',
  simpleResolvers: true,
})
export class Company extends Node {
  @Field(() => SirenScalar, { nullable: true, description: 'The number of the legal unit.' })
  siren!: string | null;

  @Field(() => String, {
    description:
      'The registered name; the number when the name is not known or its publication was opposed.',
  })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name it trades under.' })
  tradeName!: Guarded<string | null>;

  @Field(() => String, {
    nullable: true,
    description: 'The legal form in words, or its four-digit code.',
  })
  legalForm!: Guarded<string | null>;

  @Field(() => String, { nullable: true, description: 'Main activity, NAF rev. 2: `62.02A`.' })
  activityCode!: Guarded<string | null>;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was created.' })
  createdOn!: Guarded<string | null>;

  @Field(() => DateScalar, { nullable: true, description: 'The day it ceased.' })
  ceasedOn!: Guarded<string | null>;

  @Field(() => CompanyStatusEnum, { description: 'Whether it is in business.' })
  status!: CompanyRow['status'];

  @Field(() => IntRange, {
    nullable: true,
    description: 'Number of employees, as the registry’s band.',
  })
  employees!: Guarded<IntRange | null>;

  @Field(() => String, { nullable: true, description: 'Intra-Community VAT number.' })
  vatNumber!: Guarded<string | null>;

  @Field(() => MoneyType, { nullable: true, description: 'Share capital.' })
  capital!: Guarded<MoneyType | null>;

  @Field(() => String, { nullable: true, description: 'Street and number of the seat.' })
  addressLine!: Guarded<string | null>;

  @Field(() => String, { nullable: true, description: 'Postcode of the seat.' })
  postcode!: Guarded<string | null>;

  @Field(() => String, { nullable: true, description: 'Town of the seat.' })
  city!: Guarded<string | null>;

  @Field(() => String, { nullable: true, description: 'Country of the seat, ISO 3166 alpha-2.' })
  countryCode!: Guarded<string | null>;

  @Field(() => Boolean, {
    description: 'False when the person opposed publication: name and address stay null.',
  })
  isDiffusible!: boolean;

  @Field(() => InsolvencyStatusEnum, { description: 'Where insolvency proceedings stand.' })
  insolvency!: InsolvencyKind;

  @Field(() => DateScalar, { nullable: true, description: 'Since when proceedings stand so.' })
  insolvencySince!: Guarded<string | null>;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day it was struck off the register.',
  })
  struckOffOn!: Guarded<string | null>;

  @Field(() => DateTimeScalar, { description: 'When a fact of it last changed in the hub.' })
  updatedAt!: Date;

  companyId!: string;
  insolvencyEventKey!: string | null;
  /** What was kept back from the caller, by field. */
  withheld!: ReadonlyMap<string, RestrictedValue>;
}

/** The company as the reader may see it: a value it may not see is the error that tells so, where null can stand. */
export function toCompany(stored: CompanyRow, reader: CompanyReader): Company {
  const { row, withheld } = readCompany(stored, reader);
  const { employeesMin: min, employeesMax: max } = row;
  const open = <Value>(field: string, value: Value): Guarded<Value> => {
    const said = withheld.get(field);
    return said === undefined ? value : fieldRestricted(`Company.${field}`, said);
  };
  return {
    id: globalId('Company', row.companyId),
    companyId: row.companyId,
    siren: row.siren,
    name: row.name ?? row.tradeName ?? row.siren,
    tradeName: open('tradeName', row.tradeName),
    legalForm: open('legalForm', row.legalFormLabel ?? row.legalFormCode),
    activityCode: open('activityCode', row.activityCode),
    createdOn: open('createdOn', row.createdOn),
    ceasedOn: open('ceasedOn', row.ceasedOn),
    status: row.status,
    employees: open('employees', min === null && max === null ? null : { min, max }),
    vatNumber: open('vatNumber', row.vatNumber),
    capital: open('capital', row.capitalMinor === null ? null : toMoneyOf(row.capitalMinor, 'EUR')),
    addressLine: open('addressLine', row.addressLine),
    postcode: open('postcode', row.postcode),
    city: open('city', row.city),
    countryCode: open('countryCode', row.countryCode),
    isDiffusible: row.isDiffusible,
    insolvency: row.insolvency,
    insolvencySince: open('insolvencySince', row.insolvencyOn),
    insolvencyEventKey: row.insolvencyEventKey,
    struckOffOn: open('struckOffOn', row.struckOffOn),
    updatedAt: row.updatedAt,
    withheld,
  };
}
