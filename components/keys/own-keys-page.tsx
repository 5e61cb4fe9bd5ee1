'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { OWN_KEYS, requestCreateKey, requestOwnKeys } from '@/components/keys/key-requests';
import { KeysTable } from '@/components/keys/keys-table';
import { NewKeyDialog } from '@/components/keys/new-key-dialog';
import { NewSecretDialog } from '@/components/keys/new-secret-dialog';
import { TryKey } from '@/components/keys/try-key';
import { ListPage } from '@/components/lib/list-page';
import type { ApiKeyDto, CreatedKey } from '@/lib/gateway/contracts';

/** One's own keys, and a request to try one with. */
export function OwnKeysPage({ first }: { readonly first: readonly ApiKeyDto[] }) {
  const t = useTranslations('keys');
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const [isShown, setShown] = useState(false);
  const keys = useQuery({ queryKey: OWN_KEYS, queryFn: ({ signal }) => requestOwnKeys(signal), initialData: first });
  return (
    <ListPage
      title={t('title')}
      about={t('about')}
      count={t('count', { count: keys.data.length })}
      createLabel={t('create')}
      onCreate={() => setCreating(true)}
      query={keys}
      empty={keys.data.length > 0 ? null : { icon: <KeyRound aria-hidden />, title: t('empty'), hint: t('emptyHint') }}
      dialog={
        isCreating ? (
          <NewKeyDialog
            create={({ name, expiresInDays, allowsTools }) => requestCreateKey({ name, expiresInDays, allowsTools })}
            onCreated={(made) => {
              setCreating(false);
              setCreated(made);
              setShown(true);
            }}
            onClose={() => setCreating(false)}
          />
        ) : isShown && created !== null ? (
          <NewSecretDialog created={created} onClose={() => setShown(false)} />
        ) : null
      }
      footer={<TryKey secret={created?.secret ?? ''} />}
    >
      <KeysTable keys={keys.data} />
    </ListPage>
  );
}
