'use client';
import { useNow } from 'use-intl/react';
import { useDates } from '@/components/lib/use-dates';

const RENEWED_EVERY_MS = 10_000;

/** How long ago something was, while that goes on: for what stays on the screen. `useDates` writes it once. */
export function useRelativeTime(date: string): string {
  return useDates().relative(date, useNow({ updateInterval: RENEWED_EVERY_MS }));
}
