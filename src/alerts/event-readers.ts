import { positionWebhooksNeed } from './deliveries';
import { positionEmailsNeed } from './emails';
import type { EventReader } from './events';

/** Every delivery that keeps its own place in the log: what one of them is still to be given is not pruned. */
export const EVENT_READERS: readonly EventReader[] = [positionWebhooksNeed, positionEmailsNeed];
