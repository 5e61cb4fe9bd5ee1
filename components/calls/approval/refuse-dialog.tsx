'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/lib/form-dialog';
import { Textarea } from '@/components/ui/textarea';

const MAX_REASON = 500;
const formSchema = z.object({ reason: z.string().trim().max(MAX_REASON) });

export interface RefuseDialogProps {
  readonly toolTitle: string;
  readonly busy: boolean;
  /** Why it could not be refused just now, in the reader's language. */
  readonly problem: string | undefined;
  readonly onClose: () => void;
  readonly onRefuse: (reason: string) => void;
}

/** Asks why a call is refused. It stays, with what was written, until that is done. */
export function RefuseDialog({ toolTitle, busy, problem, onClose, onRefuse }: RefuseDialogProps) {
  const t = useTranslations('tools.inbox');
  const common = useTranslations('common');
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { reason: '' },
  });
  return (
    <FormDialog
      title={t('refuseTitle', { tool: toolTitle })}
      description={t('refuseHint')}
      submitLabel={t('refuse')}
      variant="danger"
      busy={busy}
      canCancel={!busy}
      problem={{ text: problem }}
      onSubmit={handleSubmit(({ reason }) => onRefuse(reason))}
      onClose={onClose}
    >
      <Field
        label={t('reason')}
        note={common('optional')}
        error={formState.errors.reason === undefined ? undefined : t('reasonTooLong')}
      >
        {(control) => <Textarea {...control} {...register('reason')} rows={3} />}
      </Field>
    </FormDialog>
  );
}
