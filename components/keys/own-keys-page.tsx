'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { OWN_KEYS, requestCreateKey, requestOwnKeys } from '@/components/keys/key-requests';
import { KeysTable } from '@/components/keys/keys-table';
import { NewKeyDialog } from '@/components/keys/new-key-dialog';
import { NewSecretDialog } from '@/components/keys/new-secret-dialog';
import { TryKey } from '@/components/keys/try-key';
import { ErrorState } from '@/components/lib/error-state';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { ApiKeyDto, CreatedKey } from '@/lib/gateway/contracts';

/** One's own keys, and a request to try one with. */
export function OwnKeysPage({ first }: { readonly first: readonly ApiKeyDto[] }) {
  const t = useTranslations('keys');
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [isShown, setShown] = useState(false);
  const keys = useQuery({ queryKey: OWN_KEYS, queryFn: ({ signal }) => requestOwnKeys(signal), initialData: first });
  return (
    <div className="grid gap-6">
      <div className="grid gap-1.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="text-xl font-semibold">{t('title')}</h1>
          <p role="status" className="text-sm text-faint">
            {t('count', { count: keys.data.length })}
          </p>
          <Button
            variant="primary"
            className="ml-auto"
            icon={<Plus aria-hidden className="size-4" />}
            onClick={() => setCreating(true)}
          >
            {t('create')}
          </Button>
        </div>
        <p className="max-w-prose text-sm text-muted">{t('about')}</p>
      </div>
      {keys.isError ? <ErrorState error={keys.error} onRetry={() => void keys.refetch()} /> : null}
      {keys.data.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden />} title={t('empty')}>
          {t('emptyHint')}
        </EmptyState>
      ) : (
        <KeysTable keys={keys.data} />
      )}
      <TryKey secret={created?.secret ?? ''} />
      {isCreating ? (
        <NewKeyDialog
          create={({ name, expiresInDays, allowsTools }) => requestCreateKey({ name, expiresInDays, allowsTools })}
          onCreated={(made) => {
            setCreating(false);
            setCreated(made);
            setShown(true);
          }}
          onClose={() => setCreating(false)}
        />
      ) : null}
      {isShown && created !== null ? <NewSecretDialog created={created} onClose={() => setShown(false)} /> : null}
    </div>
  );
}
