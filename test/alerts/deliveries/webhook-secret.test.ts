import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import {
  newWebhookSecret,
  openWebhookSecret,
  sealWebhookSecret,
  webhookSecretGiven,
  webhookSigner,
} from '../../../src/alerts';
import { isEncoursError } from '../../../src/kernel';
import { SecretKeys } from '../../../src/landing';

function codeOf(text: string): string {
  try {
    return webhookSecretGiven(text, 'input.secret') === text ? 'taken' : 'written anew';
  } catch (error) {
    // The prefix alone is no secret, and the message says how one begins.
    if (text.length > 'whsec_'.length) expect(String(error)).not.toContain(text);
    return isEncoursError(error) ? error.code : String(error);
  }
}

const of = (bytes: number): string => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('a secret somebody brings along', () => {
  it.each([
    [of(24), 'taken'],
    [of(64), 'taken'],
    [newWebhookSecret(), 'taken'],
    [of(23), 'WEBHOOK_SECRET_TOO_SHORT'],
    ['whsec_AAAA', 'WEBHOOK_SECRET_TOO_SHORT'],
    [of(65), 'WEBHOOK_SECRET_INVALID'],
    [of(32).slice(6), 'WEBHOOK_SECRET_INVALID'],
    ['whsec_not base64 at all, but quite long', 'WEBHOOK_SECRET_INVALID'],
    ['whsec_', 'WEBHOOK_SECRET_INVALID'],
    ['', 'WEBHOOK_SECRET_INVALID'],
  ])('%s is %s', (text, outcome) => {
    expect(codeOf(text)).toBe(outcome);
  });
});

describe('a signature', () => {
  it('verifies with each secret it was made with, whatever is sent, and with no other', () => {
    const [first, second, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const sign = webhookSigner([first, second]);
    fc.assert(
      fc.property(fc.uuid(), fc.json(), (id, body) => {
        const headers = sign({ id, at: new Date(), body });
        for (const secret of [first, second]) {
          expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
        }
        expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching');
      }),
      { numRuns: 50 },
    );
  });

  it('is the one of the worked example of Standard Webhooks', () => {
    const sign = webhookSigner(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']);
    const at = new Date(1_614_265_330_000);
    const headers = sign({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body: '{"test": 2432232314}' });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('a sealed secret', () => {
  it('opens for its webhook and tenant only', () => {
    const keys = SecretKeys.of([randomBytes(32)]);
    const place = { tenantId: 'a', webhookId: 'b' };
    const sealed = sealWebhookSecret(keys, place, 'whsec_x');
    expect(openWebhookSecret(keys, place, sealed)).toBe('whsec_x');
    expect(() => openWebhookSecret(keys, { ...place, webhookId: 'c' }, sealed)).toThrow(
      'changed or moved',
    );
  });
});
