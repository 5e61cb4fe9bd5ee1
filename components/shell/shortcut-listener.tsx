'use client';
import { useEffect } from 'react';
import { matchShortcut } from '@/components/lib/shortcut-keys';
import { hasShortcut, isMacPlatform, runShortcut } from '@/components/lib/shortcuts';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** An open dialog or menu has the keyboard for itself. */
function isCovered(): boolean {
  return (
    document.querySelector(
      '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"][data-state="open"]',
    ) !== null
  );
}

/** Listens to the keys of the whole page. */
export function ShortcutListener() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const id = matchShortcut(event, isMacPlatform());
      if (id === null || !hasShortcut(id)) return;
      if (id === 'help' && isTyping(event.target)) return;
      if (isCovered()) return;
      event.preventDefault();
      runShortcut(id);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return null;
}
