'use client';
import { Copy, Filter } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { OUTCOME_TONES, readDetails, useEventWords } from '@/components/admin/audit/use-event-words';
import { useCopy } from '@/components/ui/use-copy';
import { useDates } from '@/components/lib/use-dates';
import { useErrorText } from '@/components/lib/use-error-text';
import { Badge } from '@/components/ui/badge';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { auditActionSchema, type AuditEventDto, type AuditFilter } from '@/lib/audit/contracts';
import { toolErrorSchema } from '@/lib/tools/contracts';

export interface EventDrawerProps {
  readonly event: AuditEventDto;
  readonly onClose: () => void;
  readonly onFilter: (filter: AuditFilter) => void;
}

/** The details of one event, in a side panel; full screen on a phone. */
export function EventDrawer({ event, onClose, onFilter }: EventDrawerProps) {
  const t = useTranslations('audit.details');
  const words = useEventWords();
  const dates = useDates();
  const action = auditActionSchema.safeParse(event.action).data;
  const show = (filter: AuditFilter) => (): void => {
    onFilter(filter);
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('title', { seq: event.seq })}
      className="top-0! right-0! left-auto! h-dvh max-h-none! w-full! max-w-md! translate-x-0! translate-y-0! rounded-none! border-y-0! border-r-0!"
    >
      <dl className="grid gap-3 pt-2 text-sm">
        <Fact label={t('event')} {...(action === undefined ? {} : { onFilter: show({ action }) })}>
          {words.action(event.action)} <span className="text-faint">{event.action}</span>
        </Fact>
        <Fact label={t('outcome')}>
          <Badge tone={OUTCOME_TONES[event.outcome] ?? 'neutral'}>{words.outcome(event.outcome)}</Badge>
        </Fact>
        <Fact label={t('time')}>
          <time dateTime={event.at}>{dates.exact(event.at)}</time> <span className="text-faint">{event.at}</span>
        </Fact>
        <Fact label={t('who')} {...(event.actorId === null ? {} : { onFilter: show({ actorId: event.actorId }) })}>
          {words.who(event)} <Id text={event.actorId} />
        </Fact>
        <Optional label={t('address')} text={event.address} />
        <Optional
          label={t('target')}
          text={event.targetId}
          prefix={event.targetKind === null ? null : words.kind(event.targetKind)}
          onFilter={event.targetId === null ? undefined : show({ targetId: event.targetId })}
        />
        <Optional
          label={t('tool')}
          text={event.toolName}
          onFilter={event.toolName === null ? undefined : show({ toolName: event.toolName })}
        />
        <Optional
          label={t('conversation')}
          text={event.conversationId}
          onFilter={event.conversationId === null ? undefined : show({ conversationId: event.conversationId })}
        />
        <Optional label={t('run')} text={event.runId} />
        <Optional label={t('call')} text={event.callId} />
        <Fact label={t('details')}>
          <Details text={event.details} />
        </Fact>
        <Optional label={t('hash')} text={event.hash} />
        <Optional label={t('prevHash')} text={event.prevHash} />
      </dl>
    </Dialog>
  );
}

function Fact({
  label,
  onFilter,
  children,
}: {
  readonly label: string;
  readonly onFilter?: () => void;
  readonly children: ReactNode;
}) {
  const t = useTranslations('audit.details');
  return (
    <div>
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="flex items-start justify-between gap-2 break-words">
        <div className="min-w-0 flex-1">{children}</div>
        {onFilter === undefined ? null : (
          <IconButton
            size="sm"
            className="-mt-2"
            label={`${t('filter')}: ${label}`}
            icon={<Filter className="size-3.5" />}
            onClick={onFilter}
          />
        )}
      </dd>
    </div>
  );
}

/** An optional fact of an event; long ones can be copied. */
function Optional({
  label,
  text,
  prefix,
  onFilter,
}: {
  readonly label: string;
  readonly text: string | null;
  readonly prefix?: string | null;
  readonly onFilter?: (() => void) | undefined;
}) {
  if (text === null || text === '') return null;
  return (
    <Fact label={label} {...(onFilter === undefined ? {} : { onFilter })}>
      {prefix === null || prefix === undefined ? null : <span className="mr-1.5 text-faint">{prefix}</span>}
      <Id text={text} />
    </Fact>
  );
}

function Id({ text }: { readonly text: string | null }) {
  const t = useTranslations('audit.details');
  const copy = useCopy();
  if (text === null) return null;
  return (
    <span className="font-mono text-xs break-all text-muted">
      {text}
      {text.length < 20 ? null : (
        <IconButton
          size="sm"
          label={t('copy')}
          icon={<Copy className="size-3" />}
          className="-my-1.5 align-middle"
          onClick={() => void copy(text)}
        />
      )}
    </span>
  );
}

function Details({ text }: { readonly text: string }) {
  const t = useTranslations('audit.details');
  const words = useEventWords();
  const errorText = useErrorText();
  const entries = Object.entries(readDetails(text));
  if (entries.length === 0 && text === '{}') return <span className="text-faint">{t('none')}</span>;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-xs leading-5 text-faint">{words.key(name)}</dt>
            <dd className="min-w-0 break-words whitespace-pre-wrap">
              {errorValueText(name, value, errorText) ?? words.value(name, value)}
            </dd>
          </div>
        ))}
      </dl>
      <details className="mt-2">
        <summary className="cursor-pointer text-xs text-faint">{t('raw')}</summary>
        <pre className="mt-1 rounded-sm bg-sunken p-2 font-mono text-xs break-all whitespace-pre-wrap">{text}</pre>
      </details>
    </>
  );
}

/** The sentence for the error code of a refusal or failure; null when the value is none. */
function errorValueText(name: string, value: unknown, errorText: ReturnType<typeof useErrorText>): string | null {
  const error = name === 'error' ? toolErrorSchema.safeParse(value).data : undefined;
  if (error !== undefined) return `${errorText(error.code, error.values)} (${error.code})`;
  return name === 'code' && typeof value === 'string' ? `${errorText(value)} (${value})` : null;
}
