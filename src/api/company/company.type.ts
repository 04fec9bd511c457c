import { Field, ID, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type { CompanyRow } from '../../reports';
import type { InsolvencyKind } from '../../scoring';
import { MoneyType, toMoneyOf } from '../money.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar, JsonScalar, SirenScalar } from '../scalars';
import { CompanyStatusEnum, InsolvencyStatusEnum } from './company.enums';

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

  @Field(() => DateScalar, { nullable: true, description: 'The day the provider computed it.' })
  computedOn!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the hub fetched it.' })
  fetchedAt!: Date;
}

@ObjectType({
  description: 'What one connection says of one field of a company.',
  simpleResolvers: true,
})
export class FieldProvenance {
  @Field(() => String, { description: 'The field, e.g. `name`.' })
  field!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'What this source says.' })
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
  tradeName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The legal form in words, or its four-digit code.',
  })
  legalForm!: string | null;

  @Field(() => String, { nullable: true, description: 'Main activity, NAF rev. 2: `62.02A`.' })
  activityCode!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it was created.' })
  createdOn!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it ceased.' })
  ceasedOn!: string | null;

  @Field(() => CompanyStatusEnum, { description: 'Whether it is in business.' })
  status!: CompanyRow['status'];

  @Field(() => IntRange, {
    nullable: true,
    description: 'Number of employees, as the registry’s band.',
  })
  employees!: IntRange | null;

  @Field(() => String, { nullable: true, description: 'Intra-Community VAT number.' })
  vatNumber!: string | null;

  @Field(() => MoneyType, { nullable: true, description: 'Share capital.' })
  capital!: MoneyType | null;

  @Field(() => String, { nullable: true, description: 'Street and number of the seat.' })
  addressLine!: string | null;

  @Field(() => String, { nullable: true, description: 'Postcode of the seat.' })
  postcode!: string | null;

  @Field(() => String, { nullable: true, description: 'Town of the seat.' })
  city!: string | null;

  @Field(() => String, { nullable: true, description: 'Country of the seat, ISO 3166 alpha-2.' })
  countryCode!: string | null;

  @Field(() => Boolean, {
    description: 'False when the person opposed publication: name and address stay null.',
  })
  isDiffusible!: boolean;

  @Field(() => InsolvencyStatusEnum, { description: 'Where insolvency proceedings stand.' })
  insolvency!: InsolvencyKind;

  @Field(() => DateScalar, { nullable: true, description: 'Since when proceedings stand so.' })
  insolvencySince!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day it was struck off the register.',
  })
  struckOffOn!: string | null;

  @Field(() => DateTimeScalar, { description: 'When a fact of it last changed in the hub.' })
  updatedAt!: Date;

  companyId!: string;
  insolvencyEventKey!: string | null;
}

export function toCompany(row: CompanyRow): Company {
  const { employeesMin: min, employeesMax: max } = row;
  return {
    id: globalId('Company', row.companyId),
    companyId: row.companyId,
    siren: row.siren,
    name: row.name ?? row.tradeName ?? row.siren,
    tradeName: row.tradeName,
    legalForm: row.legalFormLabel ?? row.legalFormCode,
    activityCode: row.activityCode,
    createdOn: row.createdOn,
    ceasedOn: row.ceasedOn,
    status: row.status,
    employees: min === null && max === null ? null : { min, max },
    vatNumber: row.vatNumber,
    capital: row.capitalMinor === null ? null : toMoneyOf(row.capitalMinor, 'EUR'),
    addressLine: row.addressLine,
    postcode: row.postcode,
    city: row.city,
    countryCode: row.countryCode,
    isDiffusible: row.isDiffusible,
    insolvency: row.insolvency,
    insolvencySince: row.insolvencyOn,
    insolvencyEventKey: row.insolvencyEventKey,
    struckOffOn: row.struckOffOn,
    updatedAt: row.updatedAt,
  };
}
