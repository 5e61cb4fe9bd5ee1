import { afterEach, expect, it, vi } from 'vitest';
import { readJsonBody } from '@/lib/web/read-json-body';
import { AppError } from '@/lib/errors/app-error';

afterEach(() => void vi.restoreAllMocks());

const post = (body: BodyInit): Request => {
  const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  return new Request('http://yika.test/', init);
};

/** A body that repeats a text without an end, and how many bytes of it were asked for. */
function endless(text: string): { readonly body: ReadableStream<Uint8Array>; readonly asked: () => number } {
  let asked = 0;
  const chunk = new TextEncoder().encode(text.repeat(Math.ceil(10_000 / text.length)));
  return {
    asked: () => asked,
    body: new ReadableStream({
      pull(controller) {
        asked += chunk.byteLength;
        controller.enqueue(chunk);
      },
    }),
  };
}

it.each([
  ['too long', ' ', 16_000, { kind: 'too-large', code: 'body-too-large' }],
  ['too deep', '[', 1_000_000, { kind: 'invalid', code: 'invalid-request' }],
  ['of too many members', '1,', 1_000_000, { kind: 'invalid', code: 'invalid-request' }],
])(
  'a body that is %s is refused while it comes in: nothing parses it and the rest is not read',
  async (_what, text, maxBytes, refusal) => {
    const parse = vi.spyOn(JSON, 'parse');
    const { body, asked } = endless(text);
    await expect(readJsonBody(post(body), { maxBytes })).rejects.toMatchObject(refusal);
    expect(parse.mock.calls.filter(([json]) => json.length > 100)).toEqual([]);
    expect(asked()).toBeLessThan(160_000);
  },
);

it('a budget that is spent ends the reading', async () => {
  const { body, asked } = endless(' ');
  let left = 35_000;
  const spend = (bytes: number): void => {
    left -= bytes;
    if (left < 0) throw new AppError({ kind: 'limited', code: 'too-many-requests', detail: 'spent' });
  };
  await expect(readJsonBody(post(body), { maxBytes: 1_000_000, spend })).rejects.toMatchObject({ kind: 'limited' });
  expect(asked()).toBeLessThan(70_000);
});

it('reads JSON, nothing, and what is no JSON', async () => {
  expect(await readJsonBody(post('{"a":["密钥"]}'), { maxBytes: 100 })).toEqual({ a: ['密钥'] });
  expect(await readJsonBody(post(''), { maxBytes: 100 })).toBeUndefined();
  await expect(readJsonBody(post('{"a":'), { maxBytes: 100 })).rejects.toMatchObject({ code: 'invalid-request' });
});

it('marks what no database column takes, in texts and names, and keeps what only looks like it', async () => {
  const body = String.raw`{"nul":"a\u0000b","half":"\uD83D","pair":"\ud83d\uDE00","words":"\\u0000","\u0000":1,"ab":"\ud83d\ud83d\ude00"}`;
  expect(await readJsonBody(post(body), { maxBytes: 1_000 })).toEqual({
    nul: 'a\u{FFFD}b',
    half: '\u{FFFD}',
    pair: '\u{1f600}',
    words: '\\u0000',
    '\u{FFFD}': 1,
    ab: '\u{FFFD}\u{1f600}',
  });
});
