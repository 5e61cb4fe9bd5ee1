'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FILES, requestFilePassword } from '@/components/documents/file-requests';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { FileDto } from '@/lib/files/contracts';

/** Asks for the password of an encrypted file and has it read again. */
export function PasswordDialog({ file, onClose }: { readonly file: FileDto; readonly onClose: () => void }) {
  const t = useTranslations('documents.files');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const formId = useId();
  const [password, setPassword] = useState('');
  const send = useMutation({
    mutationFn: () => requestFilePassword(file.id, password),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: FILES });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('passwordTitle')}
      description={t('passwordHint', { name: file.name })}
      isDirty={password !== ''}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={send.isPending} disabled={password === ''}>
            {t('readIt')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        method="post"
        className="mt-4"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <Field label={t('password')} error={send.isError ? errorText(send.error) : undefined}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              maxLength={200}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
