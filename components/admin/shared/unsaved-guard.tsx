'use client';
import { History, LogIn } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { KeptForm } from '@/components/admin/shared/use-kept-form';
import { useUnsaved } from '@/components/lib/use-unsaved';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Button, buttonClassName } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

/**
 * Shown within a form: asks before leaving the page discards unsaved input, and keeps the input when the person has to
 * sign in again.
 */
export function UnsavedGuard({ isDirty, kept }: { readonly isDirty: boolean; readonly kept?: KeptForm }) {
  const t = useTranslations('governance.unsaved');
  const { isLeaving, stay, leave, isSignedOut } = useUnsaved(isDirty);
  return (
    <>
      {isSignedOut ? (
        <Notice
          tone="danger"
          role="alert"
          className="w-full"
          icon={<LogIn aria-hidden />}
          action={
            <a href="/sign-in" target="_blank" rel="noreferrer" className={buttonClassName('secondary', 'sm')}>
              {t('signIn')}
            </a>
          }
        >
          {t('signedOut')}
          {kept?.hasSecrets === true ? ` ${t('secretsNotKept')}` : null}
        </Notice>
      ) : null}
      {kept?.isRestored === true && !isSignedOut ? (
        <Notice
          tone="queue"
          role="status"
          className="w-full"
          icon={<History aria-hidden />}
          action={
            <Button size="sm" onClick={kept.discard}>
              {t('discard')}
            </Button>
          }
        >
          {t('restored')}
          {kept.hasSecrets ? ` ${t('secretsMissing')}` : null}
        </Notice>
      ) : null}
      <AlertDialog
        open={isLeaving}
        onOpenChange={stay}
        title={t('title')}
        description={t('body')}
        confirmLabel={t('leave')}
        danger
        onConfirm={leave}
      />
    </>
  );
}
