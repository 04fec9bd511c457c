import type { Json } from '../../src/connector-kit';
import { limitInputOf, limitInputText } from '../../src/limits';
import { limitInputHash, limitTextHash } from '../../src/limits/limit-input-json';
import { limitInput } from './limit-inputs';

describe('a limit’s input as it is stored', () => {
  it('is the same input when it is read again', () => {
    const input = limitInput({ sales12mMinor: 123n, bureauLimitMinor: null });
    expect(limitInputOf(JSON.parse(limitInputText(input)) as Json)).toEqual(input);
  });

  it('keeps amounts that a float would not', () => {
    const amount = 9_007_199_254_740_993n;
    const input = limitInput({ exposureMinor: amount });
    expect(limitInputText(input)).toContain(`"exposureMinor":"${amount}"`);
    expect(limitInputOf(JSON.parse(limitInputText(input)) as Json).exposureMinor).toBe(amount);
  });

  it('hashes as written like as read again, whatever the order of its keys', () => {
    const text = limitInputText(limitInput({ exposureMinor: 12n, euroRate: '1.25' }));
    const stored = JSON.parse(text) as Record<string, Json>;
    const reversed = Object.fromEntries(Object.entries(stored).reverse());
    expect(limitInputHash(reversed)).toBe(limitTextHash(text));
  });
});
