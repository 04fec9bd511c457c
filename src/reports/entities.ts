import { LedgerDayEntity } from './key-figures/ledger-day.entity';
import { LedgerDayStateEntity } from './key-figures/ledger-day-state.entity';
import { ProvisionRateEntity } from './key-figures/provision-rate.entity';

/** The tables this layer writes: what is derived for its reports, and the rates they reckon with. */
export const reportEntities = [LedgerDayEntity, LedgerDayStateEntity, ProvisionRateEntity] as const;
