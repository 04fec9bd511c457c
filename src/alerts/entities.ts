import { RiskAlertEntity } from './risk-alert.entity';
import { EventEntity } from './event.entity';

/** The tables this stage writes. */
export const alertEntities = [RiskAlertEntity, EventEntity] as const;
