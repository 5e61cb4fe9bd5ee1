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
    redact: ['*.password', '*.token', '*.cookie', '*.authorization', 'headers'],
  });
  return globalThis.yikaLogger;
}
