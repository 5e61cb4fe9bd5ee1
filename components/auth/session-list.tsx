'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { describeUserAgent } from '@/components/auth/describe-user-agent';
import { apiFetch } from '@/components/lib/api-client';
import { useDates } from '@/components/lib/use-dates';
import { useErrorText } from '@/components/lib/use-error-text';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/lib/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { MAX_SESSIONS, sessionListSchema, type SessionDto } from '@/lib/auth/contracts';

const MY_SESSIONS = ['my-sessions'];

/** Where I am signed in, and the way to end it. */
export function SessionList() {
  const t = useTranslations('auth.sessions');
  const common = useTranslations('common');
  const sessions = useQuery({
    queryKey: MY_SESSIONS,
    queryFn: ({ signal }) => apiFetch('/api/me/sessions', { signal, schema: sessionListSchema }),
  });
  if (sessions.isError && sessions.data === undefined)
    return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.data === undefined) {
    return (
      <div role="status" aria-label={common('loading')} className="grid gap-4">
        {[0, 1].map((n) => (
          <Skeleton key={n} className="h-11 w-full" />
        ))}
      </div>
    );
  }
  const list = sessions.data.sessions;
  return (
    <>
      <p className="mb-3 text-sm text-muted">{t('intro', { count: MAX_SESSIONS })}</p>
      <ul className="divide-y divide-line rounded-md border border-line">
        {list.map((session) => (
          <SessionItem key={session.id} session={session} />
        ))}
      </ul>
      {list.length > 1 ? <EndOthers /> : null}
    </>
  );
}

function useEndSessions(
  request: { readonly path: string; readonly method: 'POST' | 'DELETE'; readonly body?: unknown },
  done: string,
) {
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: () => apiFetch(request.path, { method: request.method, body: request.body }),
    onSuccess: () => showToast({ text: done }),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MY_SESSIONS }),
  });
}

function SessionItem({ session }: { readonly session: SessionDto }) {
  const t = useTranslations('auth.sessions');
  const dates = useDates();
  const end = useEndSessions({ path: `/api/me/sessions/${session.id}`, method: 'DELETE' }, t('ended'));
  const known = describeUserAgent(session.userAgent);
  const device = known === null ? t('unknownBrowser') : t('on', { ...known });
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Monitor aria-hidden className="size-4 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2" title={session.userAgent}>
          {device}
          {session.current ? <Badge tone="accent">{t('current')}</Badge> : null}
        </p>
        <p className="text-sm text-faint" title={t('since', { when: dates.moment(session.createdAt) })}>
          {t('seen', { address: session.address, when: dates.relative(session.lastSeenAt) })}
        </p>
      </div>
      {session.current ? null : (
        <Button size="sm" busy={end.isPending} aria-label={t('endThis', { device })} onClick={() => end.mutate()}>
          {t('end')}
        </Button>
      )}
    </li>
  );
}

function EndOthers() {
  const t = useTranslations('auth.sessions');
  const [asking, setAsking] = useState(false);
  const end = useEndSessions(
    { path: '/api/me/sign-out-everywhere', method: 'POST', body: { includeCurrent: false } },
    t('othersEnded'),
  );
  const confirm = () => end.mutate(undefined, { onSettled: () => setAsking(false) });
  return (
    <div className="mt-3">
      <Button onClick={() => setAsking(true)}>{t('endOthers')}</Button>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('endOthers')}
        description={t('endOthersConfirm')}
        confirmLabel={t('endOthers')}
        busy={end.isPending}
        onConfirm={confirm}
      />
    </div>
  );
}
