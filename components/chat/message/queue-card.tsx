'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { etaRange, etaToShow } from '@/components/chat/message/round-eta';
import { useSeconds } from '@/components/lib/use-seconds';
import { Button } from '@/components/ui/button';
import type { QueuePlace } from '@/lib/runs/contracts';

export interface QueueCardProps {
  /** Null: the server has not sent a position yet. */
  readonly place: QueuePlace | null;
  readonly onCancel: () => void;
}

interface TimeLeft {
  readonly leftMs: number;
  /** An upper estimate, which is rarely exceeded. */
  readonly upToMs: number;
  /** The longest estimate so far: the full length of the bar. */
  readonly longestMs: number;
}

/** The time left now, counted down from the latest estimate. */
function useTimeLeft(place: QueuePlace | null): TimeLeft | null {
  const nowMs = useSeconds(place?.etaMs !== null && place !== null);
  const [received, setReceived] = useState({ place, atMs: nowMs, longestMs: place?.etaMs ?? 0 });
  if (received.place !== place)
    setReceived({ place, atMs: Date.now(), longestMs: Math.max(received.longestMs, place?.etaMs ?? 0) });
  if (received.place?.etaMs === null || received.place === null) return null;
  const passedMs = nowMs - received.atMs;
  return {
    leftMs: Math.max(0, received.place.etaMs - passedMs),
    upToMs: Math.max(0, (received.place.etaUpToMs ?? received.place.etaMs) - passedMs),
    longestMs: received.longestMs,
  };
}

/** The position, the estimated time and the reason of a waiting question, kept up to date, with a button to cancel. */
export function QueueCard({ place, onCancel }: QueueCardProps) {
  const t = useTranslations('chat.queue');
  const left = useTimeLeft(place);
  const eta = left === null || place === null ? null : etaToShow(place, left.leftMs);
  const range = left === null || eta === null ? null : etaRange(left.leftMs, left.upToMs);
  const share = left === null || left.longestMs === 0 ? 0 : 1 - Math.min(left.leftMs, left.longestMs) / left.longestMs;
  return (
    <div data-queue-card className="max-w-md rounded-md border border-line bg-queue-soft px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <p className="text-base font-medium text-queue tabular">
          {place === null ? t('joining') : t('place', { position: place.position })}
          {eta === null ? null : (
            <span className="font-normal whitespace-nowrap">
              {' '}
              ·{' '}
              {range !== null
                ? t(`range.${range.unit}`, { from: range.from, to: range.to })
                : eta.unit === 'soon'
                  ? t('soon')
                  : t(eta.unit, { count: eta.count })}
            </span>
          )}
        </p>
        <Button size="sm" variant="ghost" className="-mr-2 text-queue" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
      <div aria-hidden className="mt-1.5 h-0.5 overflow-hidden rounded-xs bg-line">
        <div
          className="h-full origin-left bg-queue transition-transform duration-1000 ease-linear"
          style={{ transform: `scaleX(${share.toFixed(3)})` }}
        />
      </div>
      {place === null ? null : (
        <p className="mt-2 text-sm text-muted">
          {place.isOvertaken === true
            ? t('overtaken')
            : place.position === 1 && place.reason === 'slots'
              ? t('next')
              : t(`reasons.${place.reason}`)}
        </p>
      )}
    </div>
  );
}
