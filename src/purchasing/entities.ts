import { ProviderBudgetEntity, ProviderBudgetMonthEntity } from './provider-budget.entity';
import { ProviderCallEntity } from './provider-call.entity';
import { ProviderMaintenanceEntity, ProviderPaceEntity } from './provider-pace.entity';
import { ProviderPriceEntity } from './provider-price.entity';

/** The tables this layer writes. */
export const purchasingEntities = [
  ProviderPriceEntity,
  ProviderBudgetEntity,
  ProviderBudgetMonthEntity,
  ProviderCallEntity,
  ProviderPaceEntity,
  ProviderMaintenanceEntity,
] as const;
