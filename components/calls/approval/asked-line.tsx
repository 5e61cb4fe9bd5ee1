'use client';
import { useTranslations } from 'use-intl/react';
import type { WaitingCall } from '@/components/calls/approval/approval-requests';
import { useDates } from '@/components/lib/use-dates';
import { personLabel } from '@/components/calls/call/person-label';

/** Who asked for a call, how long ago, and whether it was a model's wish. */
export function AskedLine({ call, isMine }: { readonly call: WaitingCall; readonly isMine: boolean }) {
  const t = useTranslations('tools.inbox');
  const when = useDates().relative(call.createdAt);
  const who = isMine ? t('askedByYou', { when }) : t('askedBy', { name: personLabel(call.requester), when });
  return `${who} · ${t(call.origin === 'model' ? 'fromModel' : 'fromPerson')}`;
}
