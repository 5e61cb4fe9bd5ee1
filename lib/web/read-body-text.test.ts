import { expect, it } from 'vitest';
import { readBodyText } from '@/lib/web/read-body-text';

const request = (body: BodyInit, headers: HeadersInit = {}): Request => {
  const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, headers, duplex: 'half' };
  return new Request('http://yika.test/api/auth/callback/credentials', init);
};

/** A body without an end, in chunks of 1,000 bytes, and how it was read. */
function endless(): {
  readonly body: ReadableStream<Uint8Array>;
  readonly state: { chunks: number; isCancelled: boolean };
} {
  const state = { chunks: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      state.chunks += 1;
      controller.enqueue(new Uint8Array(1_000).fill(120));
    },
    cancel() {
      state.isCancelled = true;
    },
  });
  return { body, state };
}

it('reads a body up to the limit, by bytes, with characters over the edges of chunks', async () => {
  expect(await readBodyText(request('密钥'), 6)).toBe('密钥');
  await expect(readBodyText(request('密钥'), 5)).rejects.toMatchObject({ kind: 'too-large', code: 'body-too-large' });
  const bytes = new TextEncoder().encode('密钥');
  const split = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await readBodyText(request(split), 6)).toBe('密钥');
  expect(await readBodyText(new Request('http://yika.test/', { method: 'POST' }), 6)).toBe('');
});

it.each([
  ['without a length', {}],
  ['with a length that is wrong', { 'content-length': '10' }],
])('does not read on when a body %s goes over the limit', async (_which, headers) => {
  const { body, state } = endless();
  await expect(readBodyText(request(body, headers), 5_000)).rejects.toMatchObject({ code: 'body-too-large' });
  expect(state).toMatchObject({ isCancelled: true });
  expect(state.chunks).toBeLessThan(10);
});

it('refuses a body that says it is too long before it reads any of it', async () => {
  const { body, state } = endless();
  await expect(readBodyText(request(body, { 'content-length': '5001' }), 5_000)).rejects.toMatchObject({
    code: 'body-too-large',
  });
  expect(state.chunks).toBeLessThan(2);
});
