'use client';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

/**
 * The conversation was deleted in another tab or on another device: what is on the screen stays, what is written can go
 * on elsewhere.
 */
export function GoneNotice({ onContinue }: { readonly onContinue: () => void }) {
  const t = useTranslations('chat.view');
  return (
    <Notice
      tone="danger"
      role="alert"
      icon={<Trash2 aria-hidden />}
      className="mb-2"
      action={
        <Button size="sm" onClick={onContinue}>
          {t('continueElsewhere')}
        </Button>
      }
    >
      {t('gone')}
    </Notice>
  );
}
