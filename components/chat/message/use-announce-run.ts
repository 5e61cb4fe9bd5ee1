'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { isEnded, type RunStage } from '@/components/chat/message/run-stage';
import { announce } from '@/components/ui/announce';

/**
 * Announces the states and the end of an answer to screen readers, never its tokens. An answer that had already ended
 * is not announced.
 */
export function useAnnounceRun(stage: RunStage, textLength: number): void {
  const t = useTranslations('chat.announce');
  const position = stage.kind === 'queued' ? (stage.place?.position ?? null) : null;
  const previous = useRef<{ kind: RunStage['kind']; position: number | null } | null>(null);
  const hasEnded = isEnded(stage);
  const { kind } = stage;
  useEffect(() => {
    const before = previous.current;
    previous.current = { kind, position };
    if (before === null ? hasEnded : before.kind === kind && before.position === position) return;
    if (kind === 'queued' && position === null) return;
    if (kind === 'queued' && position !== null) announce(t('queued', { position }));
    else if (kind === 'finished') announce(t('finished', { count: textLength }));
    else if (kind !== 'queued') announce(t(kind));
    // The length at the moment the state changed; its growth is not announced.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [kind, position, hasEnded, t]);
}
