import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { RecordType } from '../connector-kit';
import { TenantEntity } from '../database';

/** A seller's own order of connectors for a kind of record. */
@Entity('fact_waterfall', {
  comment:
    "A seller's own order of connectors for a kind of record: what an earlier one has told is not bought from a later one. Without connectors, everything is bought.",
})
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'fact_waterfall_tenant_id_fkey',
})
export class FactWaterfallEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text', { name: 'record_type' })
  recordType!: RecordType;

  @Column('text', { name: 'connector_ids', array: true })
  connectorIds!: string[];

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @Column('timestamptz', { name: 'set_at' })
  setAt!: Date;
}
