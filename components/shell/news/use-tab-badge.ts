'use client';
import { useEffect } from 'react';

const UNREAD_ICON = '/icon-unread.svg';

/** Replaces the tab's title and icon for as long as `title` is not null. */
export function useTabBadge(title: string | null): void {
  useEffect(() => {
    if (title === null) return undefined;
    const originalTitle = document.title;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const originalIcon = icon?.href;
    document.title = title;
    if (icon !== null) icon.href = UNREAD_ICON;
    return () => {
      document.title = originalTitle;
      if (icon !== null && originalIcon !== undefined) icon.href = originalIcon;
    };
  }, [title]);
}
