'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { apiFetch } from '@/components/lib/api-client';
import { classNames } from '@/components/ui/class-names';
import type { CardState } from '@/lib/engine/contracts';

const POLL_MS = 4_000;

/** The state of the GPU, requested every 4 s while the page is visible. */
export function useCardState() {
  return useQuery({
    queryKey: ['card'],
    queryFn: ({ signal }) => apiFetch<CardState>('/api/card', { signal }),
    refetchInterval: POLL_MS,
    staleTime: POLL_MS / 2,
  });
}

export type CardStatus = 'loading' | 'offline' | 'waiting' | 'busy' | 'idle' | 'unreachable';

/** The state to show, the most severe first. `busy`: every slot is taken, but nobody waits yet. */
export function readCardStatus(card: CardState | undefined, failed: boolean): CardStatus {
  if (card === undefined) return failed ? 'unreachable' : 'loading';
  if (card.state === 'offline') return 'offline';
  if (card.state === 'unknown') return 'loading';
  if (card.waiting > 0) return 'waiting';
  return card.running >= card.maxConcurrent ? 'busy' : 'idle';
}

const DOTS: Record<CardStatus, string> = {
  loading: 'bg-control animate-breathe',
  unreachable: 'bg-control',
  offline: 'bg-danger',
  waiting: 'bg-queue',
  busy: 'bg-queue',
  idle: 'bg-accent',
};

/** One small indicator: idle, busy, n waiting, offline; and that the answers come from the demo engine. */
export function CardStateIndicator({ className }: { readonly className?: string }) {
  const t = useTranslations('shell.card');
  const { data: card, isError } = useCardState();
  const status = readCardStatus(card, isError);
  const waiting = card?.waiting ?? 0;
  return (
    <span
      className={classNames('inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-muted', className)}
      data-tooltip={
        card === undefined
          ? undefined
          : t('detail', { running: card.running, slots: card.maxConcurrent, waiting, model: card.model })
      }
    >
      <span aria-hidden className={classNames('size-1.5 rounded-full', DOTS[status])} />
      <span className="sr-only">{t('label')}</span>
      <span className="tabular">{t(`statuses.${status}`, { count: waiting })}</span>
      {card?.isDemo === true ? <span className="rounded-xs bg-hover px-1.5 py-px">{t('demo')}</span> : null}
    </span>
  );
}
