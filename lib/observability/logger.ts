import 'server-only';
import pino from 'pino';
import { getConfig } from '@/lib/config/config';

declare global {
  var yikaLogger: pino.Logger | undefined;
}

/** The process's logger: JSON lines on stdout. Never given a message's text, a password or a token. */
export function getLogger(): pino.Logger {
  globalThis.yikaLogger ??= pino({
    name: 'yika',
    level: getConfig().LOG_LEVEL,
    // A last defence: objects with these fields should not reach the logger at all.
    redact: [
      'password',
      'token',
      'cookie',
      'authorization',
      'headers',
      'value',
      'secretValue',
      'SECRETS_KEY',
      'SECRETS_PREVIOUS_KEYS',
      '*.password',
      '*.token',
      '*.cookie',
      '*.authorization',
      '*.headers',
      '*.value',
      '*.secretValue',
      '*.SECRETS_KEY',
      '*.SECRETS_PREVIOUS_KEYS',
    ],
  });
  return globalThis.yikaLogger;
}
