'use client';
import { useEffect } from 'react';
import { setTabTitle } from '@/components/lib/tab-title';

const UNREAD_ICON = '/icon-unread.svg';

/** Replaces the tab's title and icon for as long as `title` is not null. */
export function useTabBadge(title: string | null): void {
  useEffect(() => {
    if (title === null) return undefined;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const originalIcon = icon?.href;
    setTabTitle('badge', title);
    if (icon !== null) icon.href = UNREAD_ICON;
    return () => {
      setTabTitle('badge', null);
      if (icon !== null && originalIcon !== undefined) icon.href = originalIcon;
    };
  }, [title]);
}
