'use client';
import { ArrowDown } from 'lucide-react';
import { useTranslations } from 'use-intl/react';

/** Floats over the end of the list while that is out of sight. */
export function BackToEnd({ onPress }: { readonly onPress: () => void }) {
  const t = useTranslations('chat.list');
  return (
    <button
      type="button"
      onClick={onPress}
      className="absolute bottom-full left-1/2 mb-3 z-10 inline-flex h-9 -translate-x-1/2 animate-appear items-center gap-1.5 rounded-lg border border-line bg-raised pr-3.5 pl-2.5 text-sm shadow-float hover:bg-hover pointer-coarse:h-11"
    >
      <ArrowDown aria-hidden className="size-4" />
      {t('backToEnd')}
    </button>
  );
}
