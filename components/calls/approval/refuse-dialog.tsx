'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/lib/form-problem';
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
  const formId = useId();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { reason: '' },
  });
  const submit = handleSubmit(({ reason }) => onRefuse(reason));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('refuseTitle', { tool: toolTitle })}
      description={t('refuseHint')}
      actions={
        <>
          <Button disabled={busy} onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" form={formId} variant="danger" busy={busy}>
            {t('refuse')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="mt-4 grid gap-4">
        <FormProblem problem={{ text: problem }} />
        <Field
          label={t('reason')}
          note={common('optional')}
          error={formState.errors.reason === undefined ? undefined : t('reasonTooLong')}
        >
          {(control) => <Textarea {...control} {...register('reason')} rows={3} />}
        </Field>
      </form>
    </Dialog>
  );
}
