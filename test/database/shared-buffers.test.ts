import { sharedBuffersMb } from '../../src/database/shared-buffers';

const GB = 1024 ** 3;

describe('what the embedded server keeps of its tables', () => {
  it.each([
    ['an eighth of the machine', { total: 8 * GB, allowed: 0 }, 1_024],
    ['an eighth of what the container grants', { total: 64 * GB, allowed: 4 * GB }, 512],
    ['no more than 2 GB', { total: 64 * GB, allowed: 0 }, 2_048],
    ['no less than 256 MB', { total: GB, allowed: 0 }, 256],
    ['the machine when the limit is beyond it', { total: 8 * GB, allowed: 2 ** 64 }, 1_024],
  ])('is %s', (_what, memory, megabytes) => {
    expect(sharedBuffersMb(memory)).toBe(megabytes);
  });
});
