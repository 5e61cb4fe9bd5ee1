'use client';
import { useId, type ReactNode, type Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormProblem } from '@/components/lib/form-problem';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Dialog, type DialogProps } from '@/components/ui/dialog';

export interface FormDialogProps extends Omit<DialogProps, 'open' | 'onOpenChange' | 'actions'> {
  readonly submitLabel: string;
  /** The form is being saved. */
  readonly busy: boolean;
  readonly onSubmit: () => unknown;
  readonly onClose: () => void;
  /** The server's error about the whole form (`useFormProblem`). */
  readonly problem?: { readonly text: string | undefined };
  readonly variant?: 'primary' | 'danger';
  readonly canSubmit?: boolean;
  readonly canCancel?: boolean;
  /** Buttons between the one that cancels and the one that submits. */
  readonly otherActions?: ReactNode;
  readonly formClassName?: string;
  readonly formRef?: Ref<HTMLFormElement>;
}

/** An open dialog with one form: Cancel closes it, the last button (or Enter) submits it. */
export function FormDialog({
  submitLabel,
  busy,
  onSubmit,
  onClose,
  problem,
  variant = 'primary',
  canSubmit = true,
  canCancel = true,
  otherActions,
  formClassName = 'gap-4',
  formRef,
  children,
  ...dialog
}: FormDialogProps) {
  const t = useTranslations('common');
  const formId = useId();
  return (
    <Dialog
      {...dialog}
      open
      onOpenChange={onClose}
      actions={
        <>
          <Button disabled={!canCancel} onClick={onClose}>
            {t('cancel')}
          </Button>
          {otherActions}
          <Button type="submit" form={formId} variant={variant} busy={busy} disabled={!canSubmit}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        {...(formRef === undefined ? {} : { ref: formRef })}
        id={formId}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // React passes it on to the form of a dialog that opened this one.
          event.stopPropagation();
          onSubmit();
        }}
        className={classNames('mt-4 grid', formClassName)}
      >
        {problem === undefined ? null : <FormProblem problem={problem} />}
        {children}
      </form>
    </Dialog>
  );
}
