import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { EvidenceRef } from '../scoring';
import { defineEnum } from './define-enum';

export const SourceKindEnum = defineEnum<EvidenceRef['kind']>(
  'SourceKind',
  'What kind of stored record something comes from.',
  {
    company: 'A company as a registry describes it.',
    statement: 'A financial statement.',
    notice: 'A published legal notice.',
    providerScore: 'A score that a provider gave.',
    recommendedLimit: 'A limit that a bureau or insurer recommends.',
    ledger: 'A line of the accounting.',
    cover: 'What a credit insurer covers.',
    screening: 'A match with a watch list.',
  },
);

@ObjectType({
  description: 'Where something comes from: the record it was read from.',
  simpleResolvers: true,
})
export class SourceRef {
  @Field(() => SourceKindEnum, { description: 'What kind of record it is.' })
  kind!: EvidenceRef['kind'];

  @Field(() => String, {
    description: 'The source’s own key of the record, e.g. the number of a notice.',
  })
  sourceKey!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The connection it came through, when one is recorded.',
  })
  connectionId!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the file it was read from.' })
  file!: string | null;

  @Field(() => Int, { nullable: true, description: 'Line of that file, from 1.' })
  line!: number | null;
}

export function toSourceRef(evidence: EvidenceRef): SourceRef {
  const { kind, sourceKey } = evidence;
  return { kind, sourceKey, connectionId: null, file: null, line: null };
}
