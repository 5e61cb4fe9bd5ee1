'use client';
import { useTranslations } from 'use-intl/react';
import { Badge, type Tone } from '@/components/ui/badge';
import { Spinner } from '@/components/ui/spinner';
import type { ToolCallState } from '@/lib/tools/contracts';

const TONES: Record<ToolCallState, Tone> = {
  waiting_approval: 'approval', ready: 'queue', running: 'queue', done: 'accent', invalid: 'danger', refused: 'danger', failed: 'danger', cancelled: 'neutral',
};

/** Where a call is, in a word. */
export function CallStateBadge({ state }: { readonly state: ToolCallState }) {
  const t = useTranslations('tools.states');
  return (
    <Badge tone={TONES[state]}>
      {state === 'running' ? <Spinner className="size-3" /> : null}
      {t(state)}
    </Badge>
  );
}
