import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { FROM_OLDEST, lastPosition, readEvents } from '../../alerts';
import { configError } from '../../kernel';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../reports';
import type { RequestContext } from '../request-context';
import { EventsArgs } from './event.args';
import { decodeEventCursor, encodeEventCursor, invalidEventCursor } from './event-cursor';
import { EventPage, toEvent } from './event.type';

@Resolver()
export class EventResolver {
  @Query(() => EventPage, {
    description:
      'What happened, oldest first: pull delivery of the event log, with the ids and cursors of the subscriptions.',
  })
  async events(
    @Ctx() context: RequestContext,
    @Args(() => EventsArgs) { after = null, first = null, types = null }: EventsArgs,
  ): Promise<EventPage> {
    const { tenantId } = context.key;
    const size = first ?? DEFAULT_PAGE_SIZE;
    if (size < 1 || size > MAX_PAGE_SIZE) {
      throw configError(
        'BAD_PAGE_SIZE',
        `a page of events has 1 to ${MAX_PAGE_SIZE}, not ${size}`,
        {
          place: { field: 'first' },
          remedy: `Ask for 1 to ${MAX_PAGE_SIZE}, and go on from endCursor.`,
        },
      );
    }
    const position = after === null ? FROM_OLDEST : decodeEventCursor(tenantId, after);
    await context.services.hub.head(tenantId);
    return context.read(async (tx) => {
      const last = await lastPosition(tx);
      if (position > last) throw invalidEventCursor();
      const query = { after: position, first: size, ...(types ? { types } : {}) };
      const { events, hasMore } = await readEvents(tx, query);
      // Events of other types that were passed over need not be looked at again.
      const reached = hasMore ? (events.at(-1)?.position ?? position) : Math.max(position, last);
      return {
        events: events.map((event) => toEvent(tenantId, event)),
        nextCursor: encodeEventCursor(tenantId, reached),
        hasMore,
      };
    });
  }
}
