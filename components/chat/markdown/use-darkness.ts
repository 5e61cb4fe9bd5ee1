'use client';
import { useSyncExternalStore } from 'react';

const isDarkNow = () => {
  const { theme } = document.documentElement.dataset;
  return theme === 'dark' || (theme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
};

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', onChange);
  };
}

/**
 * Whether the page is in dark mode: for pictures, which contain their colours. Everything else uses the design tokens.
 */
export function useDarkness(): boolean {
  return useSyncExternalStore(subscribe, isDarkNow, () => false);
}
