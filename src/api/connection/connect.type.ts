import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, JsonScalar } from '../scalars';

@InputType({ description: 'A connection to make, or to correct.' })
export class ConnectInput {
  @Field(() => String, { description: 'Id of its connector, as `connectors` tells.' })
  connectorId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Tells two connections of one connector apart; `main` when absent.',
  })
  name?: string | null;

  @Field(() => JsonScalar, {
    description:
      'All its settings, as the connector names them. Credentials among them are stored sealed and never shown again.',
  })
  config!: unknown;
}

@ObjectType({
  description: 'What a provider watches for a connection: the companies of the tenant’s customers.',
  simpleResolvers: true,
})
export class Monitoring {
  @Field(() => Int, { description: 'Companies it is to watch.' })
  wanted!: number;

  @Field(() => Int, { description: 'Of these, the ones it said it watches.' })
  watched!: number;

  @Field(() => Int, { description: 'Of these, the ones it would not take.' })
  refused!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When its own list was last compared with ours; null when it has none, or not yet.',
  })
  lastReconciledAt!: Date | null;
}
