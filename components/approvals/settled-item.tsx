'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import type { SettledCall } from '@/components/approvals/use-inbox';
import { CallApprovalLine } from '@/components/tools/call/call-approval-line';
import { useShownCall } from '@/components/tools/call/use-shown-call';
import { callKey, requestCall } from '@/components/tools/tool-call-requests';
import { Button } from '@/components/ui/button';

/** A call that somebody else has settled, or whose time is up: who, and what. */
export function SettledItem({ call: given, text, onDismiss }: SettledCall & { readonly onDismiss: () => void }) {
  const t = useTranslations('tools.inbox');
  const call = useShownCall(given);
  const { data } = useQuery({ queryKey: callKey(call.id), queryFn: ({ signal }) => requestCall(call.id, signal), retry: false });
  const approval = data?.approval ?? null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-line bg-sunken px-3.5 py-3 text-sm">
      <div className="grid min-w-0 flex-1 gap-1">
        <p>
          <span className="font-medium">{call.toolTitle}</span>
          <span className="text-muted"> · {text ?? t('gone')}</span>
        </p>
        {approval === null || approval.state === 'pending' ? null : <CallApprovalLine approval={approval} />}
      </div>
      <Button size="sm" onClick={onDismiss}>
        {t('dismiss')}
      </Button>
    </div>
  );
}
