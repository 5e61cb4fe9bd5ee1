import { describe, expect, it } from 'vitest';
import { createPersonSchema, nameSchema, setupSchema, updateMeSchema, updatePersonSchema } from '@/lib/auth/contracts';

describe('nameSchema', () => {
  it.each(['王小明', ' Zoë O’Brien ', '阿卜杜拉·买买提', 'محمد', '李👍', '𠮷野'])('takes %j', (name) => {
    expect(nameSchema.parse(name)).toBe(name.trim());
  });

  it.each([
    0x202e, 0x200b, 0x2066, 0x0000, 0x0007, 0x00ad, 0x034f, 0x115f, 0x180e, 0x2028, 0x2800, 0x3164, 0xfe0f, 0xfeff,
    0xe0041, 0xe0100,
  ])('takes no U+%i', (code) => {
    expect(nameSchema.safeParse(`王${String.fromCodePoint(code)}总`).success).toBe(false);
  });

  it('applies wherever a name is given', () => {
    const name = '管理员\u200b';
    const email = 'a@example.com';
    expect(updateMeSchema.safeParse({ name }).success).toBe(false);
    expect(updatePersonSchema.safeParse({ name }).success).toBe(false);
    expect(createPersonSchema.safeParse({ name, email }).success).toBe(false);
    expect(setupSchema.safeParse({ name, email, token: 't', password: 'a long password' }).success).toBe(false);
    expect(setupSchema.safeParse({ name: '管理员', email, token: 't', password: 'a long password' }).success).toBe(
      true,
    );
    // Who has such a name already may change everything else.
    expect(updateMeSchema.safeParse({ locale: 'en' }).success).toBe(true);
  });
});
