import { expect, it } from 'vitest';
import { handleAuthRequest } from '@/lib/auth/handle-auth-request';

it('stops reading the body of a sign-in that is too long', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000).fill(120)),
    cancel() {
      isCancelled = true;
    },
  });
  const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
  const request = new Request('http://yika.test/api/auth/callback/credentials', init);
  await expect(handleAuthRequest(request, ['callback', 'credentials'])).rejects.toMatchObject({
    code: 'body-too-large',
  });
  expect(isCancelled).toBe(true);
});
