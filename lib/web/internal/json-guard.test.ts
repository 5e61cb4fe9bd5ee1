import { expect, it } from 'vitest';
import { JsonGuard, MAX_JSON_DEPTH, MAX_JSON_MEMBERS } from '@/lib/web/internal/json-guard';

const refused = { kind: 'invalid', code: 'invalid-request' };

/** Whether a text passes, given in chunks of so many bytes. */
function check(text: string, chunkBytes = text.length): void {
  const bytes = new TextEncoder().encode(text);
  const guard = new JsonGuard();
  for (let at = 0; at < bytes.length; at += chunkBytes) guard.take(bytes.subarray(at, at + chunkBytes));
}

it.each([1, 7, 1_000])('counts depth and members across chunks of %i bytes', (chunkBytes) => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  check(deep(MAX_JSON_DEPTH), chunkBytes);
  expect(() => check(deep(MAX_JSON_DEPTH + 1), chunkBytes)).toThrow(expect.objectContaining(refused));
  expect(() => check('{"a":'.repeat(MAX_JSON_DEPTH + 1), chunkBytes)).toThrow(expect.objectContaining(refused));
  const list = (members: number): string => `[${Array.from({ length: members + 1 }, () => '1').join(',')}]`;
  check(list(MAX_JSON_MEMBERS), chunkBytes);
  expect(() => check(list(MAX_JSON_MEMBERS + 1), chunkBytes)).toThrow(expect.objectContaining(refused));
});

it.each([1, 3, 1_000])(
  'marks inside of texts count for nothing, whatever stands before them, in chunks of %i bytes',
  (chunkBytes) => {
    for (const text of [
      '[{,:'.repeat(60_000),
      `"${'['.repeat(200)}`,
      `\\"${'{'.repeat(200)}`,
      `\\\\${'['.repeat(200)}`,
      `密钥\u{1f600}${'['.repeat(200)}`,
    ]) {
      check(JSON.stringify({ text, [text]: [text] }), chunkBytes);
    }
    expect(() => check(`["\\\\",${'['.repeat(200)}`, chunkBytes)).toThrow(expect.objectContaining(refused));
  },
);

it('lists side by side are not deep', () => check(`[${Array.from({ length: 1_000 }, () => '[]').join(',')}]`));
