import 'server-only';
import credentialsProvider from 'next-auth/providers/credentials';
import { signInSchema } from '@/lib/auth/contracts';
import { readDeviceId } from '@/lib/auth/device-cookie';
import { keepFailure, type AuthExchange } from '@/lib/auth/internal/auth-exchange';
import { readRequestClient } from '@/lib/auth/request-client';
import { signIn } from '@/lib/auth/sign-in';
import { AppError } from '@/lib/errors/app-error';

/** E-mail or user name with a password of Yika's own: `POST /api/auth/callback/credentials`. */
export function passwordProvider(exchange: AuthExchange) {
  return credentialsProvider({
    name: 'password',
    credentials: { login: {}, password: {} },
    authorize: keepFailure(exchange, async (given) => {
      const input = signInSchema.safeParse(given);
      if (!input.success)
        throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'login and password are required' });
      const { headers } = exchange;
      const client = { ...readRequestClient(headers), deviceId: await readDeviceId(headers) };
      const session = await signIn(input.data, client);
      exchange.deviceId = session.deviceId;
      return { id: session.personId, name: session.name, email: session.email, secret: session.secret };
    }),
  });
}
