'use client';
import { useTranslations } from 'use-intl/react';
import { Badge, type Tone } from '@/components/ui/badge';
import { Spinner } from '@/components/ui/spinner';
import type { ToolCallDto, ToolCallState } from '@/lib/tool-calls/contracts';

const TONES: Record<ToolCallState, Tone> = {
  waiting_approval: 'approval',
  ready: 'queue',
  running: 'queue',
  done: 'accent',
  invalid: 'danger',
  refused: 'danger',
  failed: 'danger',
  cancelled: 'neutral',
};

/**
 * Where a call is, in a word. Nothing while it waits for a decision: that stands beside it with who decides and how
 * long (CallApprovalLine).
 */
export function CallStateBadge({
  call: { state, approval, error },
}: {
  readonly call: Pick<ToolCallDto, 'state' | 'approval' | 'error'>;
}) {
  const t = useTranslations('tools.states');
  if (state === 'waiting_approval' && approval !== null) return null;
  return (
    <Badge tone={TONES[state]}>
      {state === 'running' ? <Spinner className="size-3" /> : null}
      {t(error?.effectUnknown === true ? 'unsure' : state)}
    </Badge>
  );
}
