import { expect, it } from 'vitest';
import { readJsonBody } from '@/lib/http/internal/read-body';

it('does not read a chunked body that is larger than any request to its end', async () => {
  let chunks = 0;
  const body = new ReadableStream({
    pull(controller) {
      chunks += 1;
      controller.enqueue(new Uint8Array(100_000).fill(32));
    },
  });
  const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  await expect(readJsonBody(new Request('http://yika.test/', init))).rejects.toMatchObject({ kind: 'too-large', code: 'body-too-large' });
  expect(chunks).toBeLessThan(15);
});
