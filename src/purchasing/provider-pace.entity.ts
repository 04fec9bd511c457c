import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** When the next request with a credential may start. */
@Entity('provider_pace', {
  comment:
    'When the next request with a credential may start, for all processes and tenants that use it; the key tells nothing about the credential. Reached by take_provider_turns and pause_provider only.',
})
export class ProviderPaceEntity {
  @PrimaryColumn('text', { name: 'credential_key' })
  credentialKey!: string;

  @Column('timestamptz', { name: 'next_at' })
  nextAt!: Date;

  @Column('timestamptz', { name: 'paused_until', nullable: true })
  pausedUntil!: Date | null;
}

/** A switch of the installation: nothing is sent to this provider meanwhile. */
@Entity('provider_maintenance', {
  comment:
    'Belongs to the installation, not to a tenant: while it lasts, nothing is sent to this provider.',
})
@Check('provider_maintenance_check', 'ends_at > starts_at')
export class ProviderMaintenanceEntity {
  @PrimaryColumn('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('text')
  reason!: string;
}
