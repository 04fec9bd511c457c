/** The wire: one call per block; 404 is "no data for this block". */
import { decode, json, object, type Json, type ReadContext } from '../../src/connector-kit';
import type { SocieteComConfig } from './config';
import type { Block } from './payloads';

/** What is left of the subscription, in the provider's own words. Free. */
export async function fetchAccount({
  http,
  config,
}: ReadContext<SocieteComConfig>): Promise<string> {
  const { data } = await http.request({
    path: '/infoclient',
    headers: { 'X-Authorization': `socapi ${config.token}` },
  });
  const { creditrestant } = decode(object({ creditrestant: json }), data);
  return `${JSON.stringify(creditrestant)} of credit left`;
}

/** One block of a company; null when there is none. Costs one call when there is something. */
export async function fetchBlock(
  { http, config }: ReadContext<SocieteComConfig>,
  siren: string,
  block: Block,
): Promise<Json> {
  const { status, data } = await http.request({
    path: `/entreprise/${encodeURIComponent(siren)}/${block}`,
    headers: { 'X-Authorization': `socapi ${config.token}` },
    accept: [404],
    purchase: { call: 'call', subject: siren, variant: block },
  });
  return status === 404 ? null : data;
}
