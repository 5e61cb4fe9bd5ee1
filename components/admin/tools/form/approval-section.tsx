'use client';
import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { ApprovalField } from '@/components/admin/tools/form/approval-field';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import { FROM_SERVER } from '@/components/lib/use-form-problem';

export function ApprovalSection({ form }: { readonly form: ToolFormHandle }) {
  const t = useTranslations('governance.form');
  const { control, setValue, formState: { errors } } = form;
  const [approval, effect, confirmNoApproval] = useWatch({ control, name: ['approval', 'effect', 'confirmNoApproval'] });
  const wrong = errors.confirmNoApproval ?? errors.approval;
  const text = wrong?.type === FROM_SERVER ? wrong.message : t(errors.confirmNoApproval === undefined ? (approval.mode === 'approvers' ? 'errors.approvers' : 'errors.approval') : 'errors.confirmNoApproval');
  return (
    <ApprovalField
      value={approval}
      effect={effect}
      isConfirmed={confirmNoApproval}
      error={wrong === undefined ? undefined : text}
      onChange={(policy) => setValue('approval', policy, { shouldDirty: true, shouldValidate: form.formState.isSubmitted })}
      onConfirm={(isConfirmed) => setValue('confirmNoApproval', isConfirmed, { shouldDirty: true, shouldValidate: form.formState.isSubmitted })}
    />
  );
}
