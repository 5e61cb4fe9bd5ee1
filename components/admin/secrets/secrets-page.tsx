'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, MoreHorizontal, RefreshCw, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ConfirmChange } from '@/components/lib/confirm-change';
import { SecretDialog } from '@/components/admin/shared/secret-dialog';
import { requestDeleteSecret, requestSecrets, SECRETS } from '@/components/admin/shared/secret-requests';
import { useChange } from '@/components/lib/use-change';
import { useDates } from '@/components/lib/use-dates';
import { Badge } from '@/components/ui/badge';
import { ListPage } from '@/components/lib/list-page';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { ActionsHead, Table, TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { SecretDto } from '@/lib/secrets/contracts';

type SecretsDialog = { readonly kind: 'create' } | { readonly kind: 'replace' | 'delete'; readonly secret: SecretDto };

/** The secrets that tools use elsewhere: names and uses, never values. */
export function SecretsPage({ first }: { readonly first: readonly SecretDto[] }) {
  const t = useTranslations('governance.secrets');
  const [dialog, setDialog] = useState<SecretsDialog | null>(null);
  const secrets = useQuery({
    queryKey: [SECRETS],
    queryFn: ({ signal }) => requestSecrets(signal),
    initialData: first,
  });
  const close = () => setDialog(null);
  return (
    <ListPage
      title={t('title')}
      about={t('about')}
      count={t('count', { count: secrets.data.length })}
      createLabel={t('create')}
      onCreate={() => setDialog({ kind: 'create' })}
      query={secrets}
      empty={
        secrets.data.length > 0 ? null : { icon: <KeyRound aria-hidden />, title: t('empty'), hint: t('emptyHint') }
      }
      dialog={
        dialog?.kind === 'delete' ? (
          <DeleteDialog secret={dialog.secret} onClose={close} />
        ) : dialog?.kind === 'replace' ? (
          <SecretDialog secret={dialog.secret} onClose={close} />
        ) : dialog === null ? null : (
          <SecretDialog onClose={close} />
        )
      }
    >
      <SecretsTable secrets={secrets.data} onDialog={setDialog} />
    </ListPage>
  );
}

function SecretsTable({
  secrets,
  onDialog,
}: {
  readonly secrets: readonly SecretDto[];
  readonly onDialog: (dialog: SecretsDialog) => void;
}) {
  const t = useTranslations('governance.secrets');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <TableHead>{t('name')}</TableHead>
          <TableHead>{t('usedBy')}</TableHead>
          <TableHead className="hidden sm:table-cell">{t('hosts')}</TableHead>
          <TableHead className="hidden md:table-cell">{t('updated')}</TableHead>
          <ActionsHead>{t('actions')}</ActionsHead>
        </tr>
      </thead>
      <tbody>
        {secrets.map((secret) => (
          <SecretRow key={secret.id} secret={secret} onDialog={onDialog} />
        ))}
      </tbody>
    </Table>
  );
}

function SecretRow({
  secret,
  onDialog,
}: {
  readonly secret: SecretDto;
  readonly onDialog: (dialog: SecretsDialog) => void;
}) {
  const t = useTranslations('governance.secrets');
  const dates = useDates();
  return (
    <TableRow>
      <TableCell>
        <span className="font-mono">{secret.name}</span>
        {secret.isReadable ? null : (
          <Badge tone="danger" className="ml-2">
            {t('unreadable')}
          </Badge>
        )}
        {secret.hosts.length > 0 ? (
          <span className="block font-mono text-xs text-muted sm:hidden">{secret.hosts.join(', ')}</span>
        ) : (
          <Badge tone="danger" className="ml-2">
            {t('needsHosts')}
          </Badge>
        )}
      </TableCell>
      <TableCell>
        {secret.usedBy.length === 0 ? (
          <span className="text-faint">{t('unused')}</span>
        ) : (
          <ul className="flex flex-wrap gap-x-3">
            {secret.usedBy.map(({ kind, id, title }) => (
              <li key={id}>
                <Link
                  href={
                    kind === 'engine'
                      ? '/admin/engine'
                      : kind === 'tool'
                        ? `/admin/tools/${id}`
                        : `/admin/tools/sources/${id}`
                  }
                  prefetch={false}
                  className="text-accent underline-offset-2 hover:underline"
                >
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </TableCell>
      <TableCell className="hidden sm:table-cell">
        <span className="font-mono text-xs">{secret.hosts.join(', ')}</span>
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted md:table-cell" title={dates.moment(secret.updatedAt)}>
        {dates.relative(secret.updatedAt)}
        <span className="block text-xs text-faint">
          {secret.lastUsedAt === null ? t('neverUsed') : t('lastUsed', { when: dates.relative(secret.lastUsedAt) })}
        </span>
      </TableCell>
      <TableCell className="w-10 text-right">
        <Menu
          trigger={
            <IconButton label={t('actionsFor', { name: secret.name })} icon={<MoreHorizontal className="size-4" />} />
          }
        >
          <MenuItem icon={<RefreshCw className="size-4" />} onSelect={() => onDialog({ kind: 'replace', secret })}>
            {t('replace')}
          </MenuItem>
          <MenuItem
            danger
            icon={<Trash2 className="size-4" />}
            disabled={secret.usedBy.length > 0}
            onSelect={() => onDialog({ kind: 'delete', secret })}
          >
            {t(secret.usedBy.length > 0 ? 'deleteUsed' : 'delete')}
          </MenuItem>
        </Menu>
      </TableCell>
    </TableRow>
  );
}

function DeleteDialog({ secret, onClose }: { readonly secret: SecretDto; readonly onClose: () => void }) {
  const t = useTranslations('governance.secrets');
  const remove = useChange({
    change: () => requestDeleteSecret(secret.id),
    done: () => t('deleted', { name: secret.name }),
    reload: [[SECRETS]],
  });
  return (
    <ConfirmChange
      title={t('deleteTitle', { name: secret.name })}
      description={t('deleteHint')}
      confirmLabel={t('delete')}
      change={remove}
      onClose={onClose}
    />
  );
}
