'use client';
import { useEffect } from 'react';
import { useFormatter, useTranslations } from 'use-intl/react';
import { roomFor } from '@/components/lib/field-room';
import { showToast } from '@/components/ui/toast';

/**
 * Says how much of a pasted, dropped or typed text a field takes when it is longer than the limit of the field;
 * browsers cut it silently.
 */
export function FieldLimitWatch() {
  const t = useTranslations('common.fieldLimit');
  const common = useTranslations('common');
  const format = useFormatter();
  useEffect(() => {
    const onBeforeInput = ({ target, inputType, data, dataTransfer, isComposing }: InputEvent) => {
      if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) || target.maxLength < 0)
        return;
      // The text of a composition is judged by the browser when it ends.
      if (isComposing || !inputType.startsWith('insert')) return;
      const text = data ?? dataTransfer?.getData('text/plain') ?? '';
      const selected = (target.selectionEnd ?? 0) - (target.selectionStart ?? 0);
      const room = roomFor(text, { length: target.value.length, selected, maxLength: target.maxLength });
      if (room === null) return;
      const number = (count: number) => format.number(count, 'whole');
      const limit = number(target.maxLength);
      showToast({
        key: 'field-limit',
        tone: 'danger',
        text:
          room.kept === 0
            ? t('full', { limit })
            : t('cut', { limit, given: number(room.given), kept: number(room.kept) }),
        // It stays long enough to be read.
        action: { label: common('close'), onSelect: () => undefined },
      });
    };
    document.addEventListener('beforeinput', onBeforeInput, { capture: true });
    return () => document.removeEventListener('beforeinput', onBeforeInput, { capture: true });
  }, [t, common, format]);
  return null;
}
