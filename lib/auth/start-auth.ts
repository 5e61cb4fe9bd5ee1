import 'server-only';
import { warmPasswords } from '@/lib/auth/internal/password';
import { markSocketAddresses } from '@/lib/auth/request-client';

/** Call once when a server process starts, before its first request. */
export function startAuth(): void {
  markSocketAddresses();
  void warmPasswords();
}
