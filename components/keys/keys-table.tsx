'use client';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl/react';
import { ALL_KEYS, OWN_KEYS, requestEndKey } from '@/components/keys/key-requests';
import { ConfirmChange } from '@/components/lib/confirm-change';
import { useDates } from '@/components/lib/use-dates';
import { useChange } from '@/components/lib/use-change';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ActionsHead, Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import { USAGE_DAYS, type ApiKeyDto } from '@/lib/gateway/contracts';

export interface KeysTableProps {
  readonly keys: readonly ApiKeyDto[];
  /** As an administrator: everybody's keys, with their owners. */
  readonly isAdmin?: boolean;
}

/** Keys with what was used with each, and the way to end one. */
export function KeysTable({ keys, isAdmin = false }: KeysTableProps) {
  const t = useTranslations('keys');
  const [ending, setEnding] = useState<ApiKeyDto | null>(null);
  return (
    <>
      <Table label={t('title')}>
        <thead>
          <tr>
            <TableHead>{t('name')}</TableHead>
            {isAdmin ? <TableHead>{t('owner')}</TableHead> : null}
            <TableHead>{t('limits')}</TableHead>
            <TableHead>{t('usage', { days: USAGE_DAYS })}</TableHead>
            <TableHead>{t('expires')}</TableHead>
            <ActionsHead>{t('actions')}</ActionsHead>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} isAdmin={isAdmin} onEnd={() => setEnding(key)} />
          ))}
        </tbody>
      </Table>
      {ending === null ? null : <EndDialog apiKey={ending} isAdmin={isAdmin} onClose={() => setEnding(null)} />}
    </>
  );
}

function KeyRow({
  apiKey,
  isAdmin,
  onEnd,
}: {
  readonly apiKey: ApiKeyDto;
  readonly isAdmin: boolean;
  readonly onEnd: () => void;
}) {
  const t = useTranslations('keys');
  const dates = useDates();
  const format = useFormatter();
  const { usage } = apiKey;
  const number = (value: number) => format.number(value, 'compact');
  return (
    <TableRow>
      <TableCell>
        <span className="font-medium">{apiKey.name}</span>
        {apiKey.isProgram ? <Badge className="ml-2">{t('program')}</Badge> : null}
        {apiKey.state === 'active' ? null : (
          <Badge tone="danger" className="ml-2">
            {t(`states.${apiKey.state}`)}
          </Badge>
        )}
        <span className="block font-mono text-xs whitespace-nowrap text-faint">{apiKey.prefix}…</span>
      </TableCell>
      {isAdmin ? <TableCell>{apiKey.owner.name}</TableCell> : null}
      <TableCell className="whitespace-nowrap text-muted">
        {t(apiKey.band === 'interactive' ? 'interactive' : 'background')}
        <span className="block text-xs text-faint">
          {t('perMinute', { count: apiKey.requestsPerMinute })}
          {apiKey.allowsTools ? null : ` · ${t('noTools')}`}
        </span>
        {apiKey.models.length === 0 ? null : (
          <span className="block font-mono text-xs text-faint">{apiKey.models.join(', ')}</span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        {t('requests', { count: usage.requests })}
        <span className="block text-xs text-faint">
          {t('tokens', { prompt: number(usage.promptTokens), output: number(usage.outputTokens) })}
        </span>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted">
        {apiKey.expiresAt === null ? t('never') : dates.moment(apiKey.expiresAt)}
        <span className="block text-xs text-faint">
          {apiKey.lastUsedAt === null ? t('unused') : t('lastUsed', { when: dates.relative(apiKey.lastUsedAt) })}
        </span>
      </TableCell>
      <TableCell className="text-right">
        {apiKey.state === 'ended' ? null : (
          <Button size="sm" aria-label={t('endThis', { name: apiKey.name })} onClick={onEnd}>
            {t('end')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}

function EndDialog({
  apiKey,
  isAdmin,
  onClose,
}: {
  readonly apiKey: ApiKeyDto;
  readonly isAdmin: boolean;
  readonly onClose: () => void;
}) {
  const t = useTranslations('keys');
  const end = useChange({
    change: () => requestEndKey(apiKey.id, isAdmin),
    done: () => t('endedToast', { name: apiKey.name }),
    reload: [OWN_KEYS, ALL_KEYS],
  });
  return (
    <ConfirmChange
      title={t('endTitle', { name: apiKey.name })}
      description={t('endHint')}
      confirmLabel={t('end')}
      change={end}
      onClose={onClose}
    />
  );
}
