'use client';
import { useTranslations } from 'use-intl/react';
import { useSeconds } from '@/components/lib/use-seconds';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

const SECOND_MS = 1_000;

/** How long the tool has been at work, or was. */
export function CallDuration({ call }: { readonly call: Pick<ToolCallDto, 'state' | 'startedAt' | 'finishedAt'> }) {
  const t = useTranslations('tools.call');
  const isRunning = call.state === 'running';
  const nowMs = useSeconds(isRunning);
  if (call.startedAt === null || (call.finishedAt === null && !isRunning)) return null;
  const ms = Math.max(0, (call.finishedAt === null ? nowMs : Date.parse(call.finishedAt)) - Date.parse(call.startedAt));
  return (
    <span className="tabular">
      {ms < SECOND_MS && !isRunning
        ? t('milliseconds', { count: ms })
        : t('seconds', { count: isRunning ? Math.floor(ms / SECOND_MS) : Math.round(ms / 100) / 10 })}
    </span>
  );
}
