'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { FILES, requestDeleteFile } from '@/components/documents/file-requests';
import { useErrorText } from '@/components/lib/use-error-text';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { showToast } from '@/components/ui/toast';
import type { FileDto } from '@/lib/files/contracts';

/** Deleting is final, so it is asked for. */
export function DeleteFileDialog({ file, onClose }: { readonly file: FileDto; readonly onClose: () => void }) {
  const t = useTranslations('documents.files');
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => requestDeleteFile(file.id),
    onSuccess: () => showToast({ text: t('deleted', { name: file.name }) }),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: FILES });
      onClose();
    },
  });
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={t('deleteTitle', { name: file.name })}
      description={file.usedIn === 0 ? t('deleteHint') : t('deleteUsedHint', { count: file.usedIn })}
      confirmLabel={t('delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  );
}
