import { domainToASCII } from 'node:url';
import { configError } from '../../kernel';

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const LOCAL_MAX = 64;
const ADDRESS_MAX = 254;

/**
 * A plain address, its domain in lower case and ASCII: no display name, quotes, lists or line breaks, with which more
 * could be written into a mail than an address. Throws EMAIL_INVALID.
 */
export function emailAddress(text: string, field = 'input.address'): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, Math.max(0, at));
  const domain = domainToASCII(trimmed.slice(at + 1)).toLowerCase();
  const address = `${local}@${domain}`;
  const isAddress = local.length <= LOCAL_MAX && LOCAL.test(local) && DOMAIN.test(domain);
  if (isAddress && address.length <= ADDRESS_MAX) return address;
  throw configError('EMAIL_INVALID', `${JSON.stringify(text.slice(0, 80))} is no e-mail address`, {
    place: { field },
    remedy: 'give one address such as credit@example.com, without a name beside it',
  });
}
