import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TenantEntity } from '../database';
import type { LocalDate } from '../kernel';

/** A published reference rate against the euro; a corrected one is a new row beside it. */
@Entity('exchange_rate', {
  comment:
    'Published reference rates against the euro. Append-only: a corrected rate is a new row with a later recorded_at.',
})
@Check('exchange_rate_rate_check', 'rate > 0')
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'exchange_rate_tenant_id_fkey',
})
export class ExchangeRateEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('date', { name: 'published_on' })
  publishedOn!: LocalDate;

  @PrimaryColumn('text')
  currency!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  /** Exact: a decimal as text. */
  @Column('numeric', { comment: 'Units of the currency for one euro, as published.' })
  rate!: string;
}
