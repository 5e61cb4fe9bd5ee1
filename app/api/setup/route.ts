import { cookies } from 'next/headers';
import { completeSetup, requireSetupNeeded } from '@/lib/auth/complete-setup';
import { setupSchema, setupStateSchema } from '@/lib/auth/contracts';
import { isSetupNeeded } from '@/lib/auth/is-setup-needed';
import { createDeviceCookie } from '@/lib/auth/device-cookie';
import { readRequestClient } from '@/lib/auth/request-client';
import { createSessionCookie } from '@/lib/auth/session-cookie';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'public',
  summary: 'Whether there is no administrator yet',
  response: setupStateSchema,
  handler: async () => ({ needed: await isSetupNeeded() }),
});

export const POST = defineRoute({
  auth: 'public',
  summary: 'Make the first administrator with the one-time token from the terminal, and sign them in',
  body: setupSchema,
  response: 'empty',
  rateClass: 'setup',
  refuseEarly: (request) => requireSetupNeeded(readRequestClient(request.headers)),
  handler: async ({ body, request }) => {
    const { secret, deviceId } = await completeSetup(body, readRequestClient(request.headers));
    const jar = await cookies();
    for (const { name, value, options } of [
      await createSessionCookie(request.headers, secret),
      await createDeviceCookie(request.headers, deviceId),
    ])
      jar.set(name, value, options);
    return undefined;
  },
});
