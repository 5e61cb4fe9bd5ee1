'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { VersionPlace } from '@/components/chat/tree/message-tree';
import { IconButton } from '@/components/ui/icon-button';

export interface VersionSwitcherProps {
  readonly place: VersionPlace;
  readonly onShow: (messageId: string) => void;
}

/** ‹ 2/3 ›: the versions of a question or an answer. */
export function VersionSwitcher({ place, onShow }: VersionSwitcherProps) {
  const t = useTranslations('chat.versions');
  const show = (messageId: string | null) => {
    if (messageId !== null) onShow(messageId);
  };
  return (
    <div role="group" data-off-paper aria-label={t('label')} className="inline-flex items-center text-muted">
      {/*
       * aria-disabled, not disabled: a button that becomes disabled while it is pressed would lose the focus.
       */}
      <IconButton
        size="sm"
        label={t('previous')}
        icon={<ChevronLeft className="size-4" />}
        aria-disabled={place.previousId === null}
        onClick={() => show(place.previousId)}
        className="aria-disabled:opacity-40"
      />
      <span className="min-w-8 text-center text-xs tabular">
        {place.index + 1}/{place.count}
      </span>
      <IconButton
        size="sm"
        label={t('next')}
        icon={<ChevronRight className="size-4" />}
        aria-disabled={place.nextId === null}
        onClick={() => show(place.nextId)}
        className="aria-disabled:opacity-40"
      />
    </div>
  );
}
