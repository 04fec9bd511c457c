import { TenantEntity } from './tenant.entity';
import { ApiKeyEntity } from './api-key.entity';
import { SqlLoginEntity } from './sql-login.entity';

/** The tables known before any stage: who the tenants are, and who may speak for them. */
export const databaseEntities = [TenantEntity, ApiKeyEntity, SqlLoginEntity] as const;
