'use client';
import { useEffect } from 'react';

const UNREAD_ICON = '/icon-unread.svg';

/**
 * Keeps the title of the tab. A conversation that began on this page has no title from the server, and its title may change later.
 * @param pageTitle null: what the server rendered stays
 * @param badge shown instead of the page's title, with another icon, until it is null again
 */
export function useTabTitle(pageTitle: string | null, badge: string | null): void {
  useEffect(() => {
    const before = document.title;
    const shown = badge ?? pageTitle;
    if (shown !== null) document.title = shown;
    return () => {
      if (badge !== null) document.title = before;
    };
  }, [pageTitle, badge]);

  const hasBadge = badge !== null;
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!hasBadge || icon === null) return undefined;
    const original = icon.href;
    icon.href = UNREAD_ICON;
    return () => {
      icon.href = original;
    };
  }, [hasBadge]);
}
