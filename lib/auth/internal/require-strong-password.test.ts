import { expect, test } from 'vitest';
import { COMMON_PASSWORDS } from '@/lib/auth/internal/common-passwords';
import { requireStrongPassword } from '@/lib/auth/internal/require-strong-password';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/contracts';

const check = (password: string) => () => requireStrongPassword(password, ['li.hua@yika.test', null, 'Li Hua Ming']);

test.each([
  'password',
  'P@ssw0rd',
  'ｐａｓｓｗｏｒｄ',
  '12345678',
  'WOAINI1314',
  'aaaaaaaaaaaa',
  '啊啊啊啊啊啊啊啊',
  'abcdefghijkl',
  '23456789',
  'zyxwvuts',
  'li.hua@yika.test',
  'LI HUA MING',
])('%s is refused', (password) => {
  expect(check(password)).toThrow(expect.objectContaining({ code: 'password-too-common' }));
});

test.each(['correct horse', '天王盖地虎宝塔镇河妖', 'acegikmoqs', 'password of Li Hua'])(
  '%s is let through',
  (password) => {
    expect(check(password)).not.toThrow();
  },
);

test('the list has no entry that the check could never match', () => {
  for (const password of COMMON_PASSWORDS) {
    expect(password.length).toBeGreaterThanOrEqual(MIN_PASSWORD_LENGTH);
    expect(password).toBe(password.normalize('NFKC').toLowerCase());
  }
});
