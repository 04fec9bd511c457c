import { Column, Entity, PrimaryColumn } from 'typeorm';

/** As known when a tenant's ledger days are. */
@Entity('ledger_day_state', {
  comment:
    'As known when the days of a tenant are; what was learnt since is added when they are read.',
})
export class LedgerDayStateEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @Column('timestamptz', { name: 'known_at' })
  knownAt!: Date;
}
