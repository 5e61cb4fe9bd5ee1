'use client';
import { LogIn } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { useUnsaved } from '@/components/lib/use-unsaved';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { buttonClassName } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

/** Stands in a form where it is in sight: asks before a way out of the page drops what is written, and keeps it when one has to sign in again. */
export function UnsavedGuard({ isDirty }: { readonly isDirty: boolean }) {
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
