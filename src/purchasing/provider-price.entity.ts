import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { asBigint } from '../database';

/** What a connection agreed to pay for a unit of a call. */
@Entity('provider_price', {
  comment:
    'What a connection agreed to pay for a unit of a call, in cents of EUR; before the price list of its connector.',
})
@Check('provider_price_check', 'unit_price_minor >= 0')
@ForeignKey('connection', ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'provider_price_connection_fkey',
  onDelete: 'CASCADE',
})
export class ProviderPriceEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  call!: string;

  @Column('bigint', { name: 'unit_price_minor', transformer: asBigint })
  unitPriceMinor!: bigint;

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @Column('timestamptz', { name: 'set_at' })
  setAt!: Date;
}
