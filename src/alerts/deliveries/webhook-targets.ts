import ipaddr from 'ipaddr.js';
import { configError } from '../../kernel';

/** Where webhooks may lead besides public addresses, as ENCOURS_WEBHOOK_ALLOW says: ranges, and hosts with or without a port. */
export interface AllowedTargets {
  readonly ranges: readonly string[];
  /** Lower case; `host` or `host:port`. */
  readonly hosts: readonly string[];
}

export const NOTHING_ALLOWED: AllowedTargets = { ranges: [], hosts: [] };

const URL_MAX = 2_000;
const HOST = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/;

/** Reads entries such as "10.0.0.0/8", "127.0.0.1", "localhost:8080" or "hooks.intra". Throws CONFIG_INVALID. */
export function parseAllowedTargets(entries: readonly string[]): AllowedTargets {
  const ranges: string[] = [];
  const hosts: string[] = [];
  for (const entry of entries.map((text) => text.toLowerCase())) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(entry);
    else if (ipaddr.isValid(entry))
      ranges.push(`${entry}/${ipaddr.parse(entry).kind() === 'ipv4' ? 32 : 128}`);
    else if (HOST.test(entry)) hosts.push(entry);
    else {
      throw configError('CONFIG_INVALID', `ENCOURS_WEBHOOK_ALLOW has ${JSON.stringify(entry)}`, {
        place: { field: 'ENCOURS_WEBHOOK_ALLOW' },
        remedy: 'give ranges, addresses or hosts, such as 127.0.0.0/8,localhost:8080',
      });
    }
  }
  return { ranges, hosts };
}

/**
 * Reads what somebody gave as the address of a webhook and judges what can be judged without asking DNS. Throws
 * WEBHOOK_URL_INVALID and WEBHOOK_URL_FORBIDDEN.
 */
export function webhookUrl(text: string, allowed: AllowedTargets): URL {
  if (text.length > URL_MAX || !URL.canParse(text)) {
    throw invalid('it is no absolute URL of up to 2,000 characters');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw invalid(`${url.protocol} is not https:`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('it holds a user or a password');
  }
  if (url.hash !== '') throw invalid('it holds a fragment, which is never sent');
  const literal = literalOf(url);
  if (isAllowedHost(url, allowed)) return url;
  if (literal !== null) requireAddress(url, literal, allowed);
  if (!isUsualPort(url) && (literal === null || !inRanges(literal, allowed))) {
    throw forbidden(url, `port ${portOf(url)} is neither 443 nor above 1023`);
  }
  return url;
}

/**
 * Judges the addresses a host stands for, at creation and before every connection: names may lead elsewhere the next
 * moment. Throws WEBHOOK_URL_FORBIDDEN when any of them is not to be reached.
 */
export function requireAddresses(
  url: URL,
  addresses: readonly string[],
  allowed: AllowedTargets,
): void {
  if (isAllowedHost(url, allowed)) return;
  for (const address of addresses) requireAddress(url, address, allowed);
}

/** The address in a URL that names no host; null when it names one. */
export function literalOf(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : null;
}

function requireAddress(url: URL, address: string, allowed: AllowedTargets): void {
  if (inRanges(address, allowed)) return;
  const range = innerRange(address);
  if (range !== null) throw forbidden(url, `${address} is ${range}`);
  // What is signed in the clear could be read, and kept from arriving, by whoever stands between.
  if (url.protocol === 'http:') throw forbidden(url, 'http: is for hosts that are allowed by name');
}

const MEANINGS: Readonly<Record<string, string>> = {
  private: 'private',
  loopback: 'loopback: this machine',
  linkLocal: 'link-local, where clouds keep credentials of machines',
  carrierGradeNat: 'shared address space of providers',
  uniqueLocal: 'unique local',
  unspecified: 'unspecified: this machine',
  multicast: 'multicast',
  broadcast: 'broadcast',
};

/** Which range that is not the public Internet an address lies in, in words; null for a public one. */
export function innerRange(text: string): string | null {
  if (!ipaddr.isValid(text)) return 'no address';
  // An IPv4 address written as IPv6 leads to the same machine.
  const address = ipaddr.process(text);
  const range = address.range();
  const bytes = address.toByteArray();
  if (address.kind() === 'ipv6' && (range === 'rfc6052' || range === '6to4')) {
    const inner = (range === '6to4' ? bytes.slice(2, 6) : bytes.slice(12)).join('.');
    const meant = innerRange(inner);
    return meant === null ? null : `${inner} in other words, which is ${meant}`;
  }
  if (range === 'unicast' && (address.kind() === 'ipv4' || isGlobal(bytes))) return null;
  return MEANINGS[range] ?? `not public (${range})`;
}

/** Of IPv6, 2000::/3 is what is routed. */
function isGlobal([first = 0]: readonly number[]): boolean {
  return first >> 5 === 1;
}

function inRanges(text: string, { ranges }: AllowedTargets): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return ranges.some((range) => {
    const [base, bits] = ipaddr.parseCIDR(range);
    return base.kind() === address.kind() && address.match([base, bits] as never);
  });
}

function isAllowedHost(url: URL, { hosts }: AllowedTargets): boolean {
  const host = url.hostname.toLowerCase();
  return hosts.includes(host) || hosts.includes(`${host}:${portOf(url)}`);
}

/** Services that speak no HTTP live below 1024: mail servers and the like shall not be written to. */
function isUsualPort(url: URL): boolean {
  const port = portOf(url);
  return port > 1_023 || port === (url.protocol === 'https:' ? 443 : 80);
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function invalid(why: string): Error {
  return configError('WEBHOOK_URL_INVALID', `the URL cannot be used: ${why}`, {
    place: { field: 'input.url' },
    remedy: 'give a URL such as https://hooks.example.com/encours',
  });
}

function forbidden(url: URL, why: string): Error {
  return configError('WEBHOOK_URL_FORBIDDEN', `nothing is sent to ${url.host}: ${why}`, {
    place: { field: 'input.url', host: url.host },
    remedy:
      'give a public https address; or have whoever runs this installation allow it with ENCOURS_WEBHOOK_ALLOW',
  });
}
