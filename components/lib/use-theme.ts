'use client';
import { useSyncExternalStore } from 'react';
import { applyTheme, readTheme } from '@/components/lib/preferences';
import type { Theme } from '@/lib/i18n/locales';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setTheme(theme: Theme): void {
  applyTheme(theme);
  for (const listener of listeners) listener();
}

/** From what is seen now to the other one, also when the system had chosen it. */
export function toggleTheme(): void {
  const chosen = readTheme();
  const isDark =
    chosen === 'dark' || (chosen === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  setTheme(isDark ? 'light' : 'dark');
}

/** What the person chose; the server says "system". */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme, () => 'system');
}
