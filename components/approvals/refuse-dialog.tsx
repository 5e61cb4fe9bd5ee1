'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';

const MAX_REASON = 500;
const formSchema = z.object({ reason: z.string().trim().max(MAX_REASON) });

export interface RefuseDialogProps {
  readonly toolTitle: string;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onRefuse: (reason: string) => void;
}

/** Asks why a call is refused. */
export function RefuseDialog({ toolTitle, busy, onClose, onRefuse }: RefuseDialogProps) {
  const t = useTranslations('tools.inbox');
  const common = useTranslations('common');
  const formId = useId();
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(formSchema), defaultValues: { reason: '' } });
  const submit = handleSubmit(({ reason }) => onRefuse(reason));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('refuseTitle', { tool: toolTitle })}
      description={t('refuseHint')}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form={formId} variant="danger" busy={busy}>
            {t('refuse')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="mt-4">
        <Field label={t('reason')} note={common('optional')} error={formState.errors.reason === undefined ? undefined : t('reasonTooLong')}>
          {(control) => <Textarea {...control} {...register('reason')} rows={3} />}
        </Field>
      </form>
    </Dialog>
  );
}
