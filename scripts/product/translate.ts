import { ConfigError } from '@/lib/config/config';
import { isAppError } from '@/lib/errors/app-error';
import en from '../messages/en.json' with { type: 'json' };
import zh from '../messages/zh.json' with { type: 'json' };

export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;
export type Language = 'zh' | 'en';

const CATALOGUES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, zh };

/** A sentence of scripts/messages with its values filled in. */
export function translate(language: Language, key: MessageKey, values: MessageValues = {}): string {
  return CATALOGUES[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The one sentence that says what went wrong and what the operator can do. */
export function explainError(language: Language, error: unknown): string {
  if (error instanceof ConfigError)
    return translate(language, 'error.bad-config', { reason: error.message.split('\n').join('; ') });
  if (isAppError(error)) {
    const key = `error.${error.code}`;
    if (isMessageKey(key)) return translate(language, key, error.values);
    return translate(language, 'error.unexpected', { reason: error.detail });
  }
  return translate(language, 'error.unexpected', { reason: error instanceof Error ? error.message : String(error) });
}

function isMessageKey(key: string): key is MessageKey {
  return key in en;
}
