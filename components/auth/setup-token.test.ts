import { expect, test } from 'vitest';
import { readSetupToken } from '@/components/auth/setup-token';

test.each([
  ['http://10.0.0.5:3000/setup#token=ab_C-9', 'ab_C-9'],
  ['#token=ab_C-9 ', 'ab_C-9'],
  ['ab_C-9', 'ab_C-9'],
  ['', ''],
  ['#', ''],
  ['http://10.0.0.5:3000/setup', ''],
  ['请看终端', ''],
])('%j holds %j', (pasted, token) => {
  expect(readSetupToken(pasted)).toBe(token);
});
