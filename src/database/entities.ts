import { TenantEntity } from './tenant.entity';
import { ApiKeyEntity } from './api-key.entity';

/** The tables known before any stage: who the tenants are, and who may speak for them. */
export const databaseEntities = [TenantEntity, ApiKeyEntity] as const;
