'use client';
import { usePathname } from 'next/navigation';

/** The id of the conversation that is open, from the address. */
export function useCurrentConversationId(): string | null {
  return /^\/c\/([0-9a-f-]{36})$/.exec(usePathname())?.[1] ?? null;
}
