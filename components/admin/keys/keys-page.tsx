'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PersonPicker } from '@/components/admin/shared/person-picker';
import { ALL_KEYS, requestAllKeys, requestCreateProgramKey } from '@/components/keys/key-requests';
import { KeysTable } from '@/components/keys/keys-table';
import { NewKeyDialog } from '@/components/keys/new-key-dialog';
import { NewSecretDialog } from '@/components/keys/new-secret-dialog';
import { ListPage } from '@/components/lib/list-page';
import type { ApiKeyDto, CreatedKey } from '@/lib/gateway/contracts';

interface Owner {
  readonly id: string;
  readonly name: string;
}

/** Everybody's keys, and keys for programs. */
export function KeysPage({ first, me }: { readonly first: readonly ApiKeyDto[]; readonly me: Owner }) {
  const t = useTranslations('keys');
  const [owner, setOwner] = useState<Owner | null>(null);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const keys = useQuery({ queryKey: ALL_KEYS, queryFn: ({ signal }) => requestAllKeys(signal), initialData: first });
  return (
    <ListPage
      title={t('title')}
      about={t('aboutAll')}
      count={t('count', { count: keys.data.length })}
      createLabel={t('createForProgram')}
      onCreate={() => setOwner(me)}
      query={keys}
      empty={
        keys.data.length > 0 ? null : { icon: <KeyRound aria-hidden />, title: t('empty'), hint: t('emptyAllHint') }
      }
      dialog={
        owner !== null ? (
          <NewKeyDialog
            programFields={<OwnerField owner={owner} onChange={setOwner} />}
            create={(values) => requestCreateProgramKey({ ...values, ownerId: owner.id })}
            onCreated={(made) => {
              setOwner(null);
              setCreated(made);
            }}
            onClose={() => setOwner(null)}
          />
        ) : created === null ? null : (
          <NewSecretDialog created={created} onClose={() => setCreated(null)} />
        )
      }
    >
      <KeysTable keys={keys.data} isAdmin />
    </ListPage>
  );
}

function OwnerField({ owner, onChange }: { readonly owner: Owner; readonly onChange: (owner: Owner) => void }) {
  const t = useTranslations('keys');
  return (
    <div className="grid gap-1.5">
      <p className="text-sm font-medium">{t('ownerIs', { name: owner.name })}</p>
      <PersonPicker label={t('otherOwner')} without={new Set([owner.id])} onPick={onChange} />
      <p className="text-sm text-faint">{t('ownerHint')}</p>
    </div>
  );
}
