import { Field, Int, ObjectType } from 'type-graphql';
import type { Licence, UseRestriction } from '../../connector-kit';
import { defineEnum } from '../define-enum';

export const UseRestrictionEnum = defineEnum<UseRestriction>(
  'UseRestriction',
  'What may be done with what a provider says. What a key may not read is left out with an error `USE_RESTRICTED`.',
  {
    NONE: 'Anything: it is open, or the contract allows it.',
    INTERNAL_ONLY:
      'Shown to people of the company: every role but `INTEGRATOR`. Never in exports and SQL views.',
    NO_REDISTRIBUTION:
      'Shown to those who decide on credit: `CREDIT_MANAGER`, `APPROVER`, `ADMIN`. Never in exports and SQL views.',
  },
);

@ObjectType({ description: 'The terms a provider’s data comes under.', simpleResolvers: true })
export class ProviderLicence {
  @Field(() => String, { description: 'Its name, `Licence Ouverte 2.0`.' })
  name!: string;

  @Field(() => UseRestrictionEnum, {
    description:
      'What it allows in general; single kinds of records, and the tenant’s own contract, may differ.',
  })
  restriction!: UseRestriction;

  @Field(() => Int, {
    nullable: true,
    description: 'Days after which what was not seen again is forgotten; null without limit.',
  })
  retentionDays!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The line to show beside the data; null when none is asked for.',
  })
  attribution!: string | null;

  @Field(() => String, { description: 'Where these terms are written, or that they are assumed.' })
  source!: string;
}

export function toProviderLicence(licence: Licence): ProviderLicence {
  const { name, restriction, retentionDays, attribution, source } = licence;
  return { name, restriction, retentionDays, attribution, source };
}

/** The field of a record that says under which terms this very record stands. */
export function UseRestrictionField(): PropertyDecorator {
  return Field(() => UseRestrictionEnum, {
    description: 'What may be done with it: the licence, the kind of record and the contract.',
  });
}
