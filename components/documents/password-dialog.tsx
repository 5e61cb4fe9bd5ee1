'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FILES, requestFilePassword } from '@/components/documents/file-requests';
import { FormDialog } from '@/components/lib/form-dialog';
import { useErrorText } from '@/components/lib/use-error-text';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { FileDto } from '@/lib/files/contracts';

/** Asks for the password of an encrypted file and has it read again. */
export function PasswordDialog({ file, onClose }: { readonly file: FileDto; readonly onClose: () => void }) {
  const t = useTranslations('documents.files');
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const [password, setPassword] = useState('');
  const send = useMutation({
    mutationFn: () => requestFilePassword(file.id, password),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: FILES });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('passwordTitle')}
      description={t('passwordHint', { name: file.name })}
      isDirty={password !== ''}
      submitLabel={t('readIt')}
      busy={send.isPending}
      canSubmit={password !== ''}
      onSubmit={send.mutate}
      onClose={onClose}
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
    </FormDialog>
  );
}
