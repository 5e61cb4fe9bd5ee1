'use client';
import type { KeyboardEvent } from 'react';
import { oneOf, useStored } from '@/components/lib/use-stored';

export const SEND_KEYS = ['enter', 'mod-enter'] as const;
export type SendKey = (typeof SEND_KEYS)[number];

const STORE_KEY = 'yika:send-key';
const readSendKey = oneOf(SEND_KEYS);

/** Which key sends, as this person chose it in this browser. */
export function useSendKeyChoice(): readonly [SendKey, (key: SendKey) => void] {
  return useStored<SendKey>(STORE_KEY, readSendKey, 'enter');
}

export function useSendKey(): SendKey {
  return useSendKeyChoice()[0];
}

/**
 * Whether an Enter sends. On a touch screen its Enter is a new line and the button sends; with Ctrl or ⌘ it sends
 * everywhere.
 */
export function sendsWith(
  { ctrlKey, metaKey }: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey'>,
  sendKey: SendKey,
  isTouch: boolean,
): boolean {
  return ctrlKey || metaKey || (sendKey === 'enter' && !isTouch);
}
