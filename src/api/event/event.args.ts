import { ArgsType, Field, Int } from 'type-graphql';
import type { EventType } from '../../alerts';
import { RiskAlertFilterInput } from '../risk-alert/risk-alert.input';
import { CursorScalar } from '../scalars';
import { EventTypeEnum } from './event.type';

const TYPES = { nullable: true, description: 'Only these; all when absent.' };
const REPLAY =
  'Replay everything after this cursor, then go live, without gap or repeat. ' +
  '"0" replays from the beginning; absent is live only.';

@ArgsType()
export class EventsArgs {
  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Only what happened after this cursor; from the beginning when absent.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many at most: 1 to 10,000, 50 when absent.',
  })
  first?: number | null;

  @Field(() => [EventTypeEnum], TYPES)
  types?: EventType[] | null;
}

@ArgsType()
export class EventStreamArgs {
  @Field(() => CursorScalar, { nullable: true, description: REPLAY })
  after?: string | null;

  @Field(() => [EventTypeEnum], TYPES)
  types?: EventType[] | null;
}

@ArgsType()
export class RiskAlertStreamArgs {
  @Field(() => RiskAlertFilterInput, { nullable: true, description: 'Only these alerts.' })
  filter?: RiskAlertFilterInput | null;

  @Field(() => CursorScalar, { nullable: true, description: REPLAY })
  after?: string | null;
}
