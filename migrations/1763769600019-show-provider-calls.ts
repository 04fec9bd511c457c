import type { MigrationInterface, QueryRunner } from 'typeorm';
import { viewSql, type BiView } from './1763769600010-open-bi/view-sql';

/** Lets BI tools and exports see what was bought from providers, as the API tells it. */
export class ShowProviderCalls1763769600019 implements MigrationInterface {
  name = 'ShowProviderCalls1763769600019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(viewSql(PROVIDER_CALLS));
    await runner.query('GRANT SELECT ON bi.provider_calls TO encours_app, encours_bi');
    await runner.query(`CALL show_to_bi('provider_call', '{${SHOWN.join(',')}}')`);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: logins may read through this view by now');
  }
}

/** Neither answers, which stand under their provider's terms, nor paths, which may name more than they should. */
const SHOWN = [
  ...[
    'tenant_id',
    'provider_call_id',
    'connection_id',
    'connector_id',
    'stream',
    'call',
    'subject',
  ],
  ...[
    'month_on',
    'units',
    'unit_price_minor',
    'cost_minor',
    'counted_calls',
    'is_repeat',
    'status',
  ],
  ...['http_status', 'booked_at', 'ended_at', 'held_until', 'reason', 'sync_run_id'],
];

const PROVIDER_CALLS: BiView = {
  name: 'provider_calls',
  comment:
    'Every paid call at a provider, booked before it was sent, with how it ended and what it cost. An amount that is null is not known: it is not zero.',
  columns: [
    ['provider_call_id', 'p.provider_call_id', 'Key of the call.'],
    ['connection_id', 'p.connection_id', 'The connection that pays it: joins bi.connections.'],
    ['connector_id', 'p.connector_id', 'The connector.'],
    ['connection_name', 'n.name', 'The connection’s name.'],
    ['stream', 'p.stream', 'The stream it was made for; null when for none.'],
    ['call', 'p.call', 'What was bought, as the price list names it.'],
    ['siren', 'p.subject', 'The company it is about: joins bi.companies; null when about none.'],
    ['month_on', 'p.month_on', 'First day of the month whose budget it is booked in.'],
    ['units', 'p.units', 'Units the provider counts for it.'],
    [
      'unit_price',
      `major_units(p.unit_price_minor, 'EUR')`,
      'Price of a unit when it was booked, in currency; null when none is known.',
    ],
    [
      'cost',
      `major_units(p.cost_minor, 'EUR')`,
      'What it costs, in currency; null when no price is known.',
    ],
    ['currency', `'EUR'::text`, 'ISO 4217 code of the amounts.'],
    ['is_counted', 'p.counted_calls > 0', 'Whether it counts against the budget of its month.'],
    ['is_repeat', 'p.is_repeat', 'Whether it repeats one that was billed, for nothing.'],
    ['status', 'p.status', 'BOOKED, SETTLED, NOT_CHARGED, RELEASED or UNANSWERED.'],
    ['http_status', 'p.http_status', 'HTTP status of the answer; null without one.'],
    ['booked_at', 'p.booked_at', 'When it was booked (UTC).'],
    ['ended_at', 'p.ended_at', 'When its end was known (UTC); null before.'],
    ['held_until', 'p.held_until', 'Until then the same is not bought again unasked (UTC).'],
    ['reason', 'p.reason', 'Why it ended so, for people.'],
    ['sync_run_id', 'p.sync_run_id', 'The run it was made in: joins bi.sync_runs.'],
  ],
  from: `provider_call p
  LEFT JOIN connection n ON n.tenant_id = p.tenant_id AND n.connection_id = p.connection_id`,
};
