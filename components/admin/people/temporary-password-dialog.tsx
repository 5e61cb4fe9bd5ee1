'use client';
import { Copy } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { ShownOnceDialog, ShownOnceValue } from '@/components/lib/shown-once-dialog';
import { useCopy } from '@/components/ui/use-copy';
import { Button } from '@/components/ui/button';
import { TEMPORARY_PASSWORD_DAYS, type TemporaryPassword } from '@/lib/auth/contracts';

export interface TemporaryPasswordDialogProps {
  readonly reason: 'created' | 'reset';
  readonly given: TemporaryPassword;
  readonly onClose: () => void;
}

/** Shows a temporary password, which cannot be read again: if it is lost, it has to be reset. */
export function TemporaryPasswordDialog({
  reason,
  given: { person, temporaryPassword },
  onClose,
}: TemporaryPasswordDialogProps) {
  const t = useTranslations('admin.temporary');
  const copy = useCopy();
  const address = `${window.location.origin}/sign-in`;
  const login = person.username ?? person.email;
  const lines = [
    [t('address'), address],
    [t('login'), login],
    [t('password'), temporaryPassword],
  ] as const;
  const all = lines.map(([label, value]) => `${label}: ${value}`).join('\n');
  return (
    <ShownOnceDialog
      title={t(reason === 'created' ? 'createdTitle' : 'resetTitle', { name: person.name })}
      description={t('body', { days: TEMPORARY_PASSWORD_DAYS })}
      copyLabel={t('copyAll')}
      text={all}
      doneLabel={t('done')}
      onClose={onClose}
    >
      <dl className="mt-4 grid gap-3">
        {lines.map(([label, value]) => (
          <ShownOnceValue key={label} label={label} value={value} />
        ))}
      </dl>
      <Button
        size="sm"
        className="mt-3"
        icon={<Copy aria-hidden className="size-4" />}
        onClick={() => void copy(temporaryPassword)}
      >
        {t('copyPassword')}
      </Button>
    </ShownOnceDialog>
  );
}
