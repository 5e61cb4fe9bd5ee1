'use client';
import { Copy } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { useCopy } from '@/components/ui/use-copy';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { TEMPORARY_PASSWORD_DAYS, type TemporaryPassword } from '@/lib/auth/contracts';

export interface TemporaryPasswordDialogProps {
  readonly reason: 'created' | 'reset';
  readonly given: TemporaryPassword;
  readonly onClose: () => void;
}

/** Shows a temporary password, which nobody can read again: who loses it resets it. */
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
    <Dialog
      open
      // It is shown this once.
      isDirty
      onOpenChange={onClose}
      title={t(reason === 'created' ? 'createdTitle' : 'resetTitle', { name: person.name })}
      description={t('body', { days: TEMPORARY_PASSWORD_DAYS })}
      actions={
        <>
          <Button icon={<Copy aria-hidden className="size-4" />} onClick={() => void copy(all)}>
            {t('copyAll')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('done')}
          </Button>
        </>
      }
    >
      <dl className="mt-4 grid gap-3">
        {lines.map(([label, value]) => (
          <div key={label} className="grid gap-0.5">
            <dt className="text-sm text-faint">{label}</dt>
            <dd className="font-mono break-all select-all">{value}</dd>
          </div>
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
    </Dialog>
  );
}
