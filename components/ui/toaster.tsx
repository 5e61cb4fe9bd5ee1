'use client';
import { useEffect, useRef } from 'react';
import { toast as sonner, Toaster as Sonner } from 'sonner';
import { useTranslations } from 'use-intl/react';
import { listenToToasts, type ToastInput } from '@/components/ui/toast';

const SHOWN_MS = 5_000;
/** Long enough to read, decide and reach an "undo" with the keyboard. */
const SHOWN_WITH_ACTION_MS = 10_000;

function show({ text, tone, action, key }: ToastInput): void {
  sonner(text, {
    duration: action === undefined ? SHOWN_MS : SHOWN_WITH_ACTION_MS,
    ...(key === undefined ? {} : { id: key }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.onSelect } }),
    ...(tone === 'danger' ? { className: '!text-danger' } : {}),
  });
}

export interface ToasterProps {
  /** What was said before it was loaded. */
  readonly first: readonly ToastInput[];
  readonly onReady: () => void;
}

/** Sonner in our tokens, at the top: at the bottom it would cover the place where a question is written. */
export function Toaster({ first, onReady }: ToasterProps) {
  const t = useTranslations('common');
  const start = useRef({ first, onReady });
  useEffect(() => {
    const { first: waiting, onReady: ready } = start.current;
    start.current = { first: [], onReady: ready };
    ready();
    for (const toast of waiting) show(toast);
    return listenToToasts(show);
  }, []);
  return (
    <Sonner
      position="top-center"
      mobileOffset={{ top: 'calc(3.5rem + env(safe-area-inset-top))' }}
      containerAriaLabel={t('notifications')}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-4 rounded-md border border-line bg-raised px-4 py-3 text-sm text-ink shadow-float',
          content: 'min-w-0 flex-1',
          actionButton: 'touch-target shrink-0 rounded-xs px-2 py-1 font-medium text-accent hover:bg-hover',
        },
      }}
    />
  );
}
