'use client';
import { useMemo } from 'react';
import { useController, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { ApprovalField } from '@/components/admin/tools/form/approval-field';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import { FROM_SERVER } from '@/components/lib/use-form-problem';
import { jsonObjectSchema, type JsonObject } from '@/lib/tools/contracts';

/** The schema of the arguments as typed; empty while it is not valid JSON. */
function readSchema(written: string): JsonObject {
  try {
    return jsonObjectSchema.catch({}).parse(JSON.parse(written));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

export function ApprovalSection({ form: { control, trigger } }: { readonly form: ToolFormHandle }) {
  const t = useTranslations('governance.form');
  const {
    field: approval,
    fieldState: { error: approvalError },
    formState: { isSubmitted },
  } = useController({ control, name: 'approval' });
  const {
    field: confirm,
    fieldState: { error: confirmError },
  } = useController({ control, name: 'confirmNoApproval' });
  const effect = useWatch({ control, name: 'effect' });
  const written = useWatch({ control, name: 'inputSchema' });
  const schema = useMemo(() => readSchema(written), [written]);
  const wrong = confirmError ?? approvalError;
  const text =
    wrong?.type === FROM_SERVER
      ? wrong.message
      : t(
          confirmError === undefined
            ? approval.value.mode === 'approvers'
              ? 'errors.approvers'
              : 'errors.approval'
            : 'errors.confirmNoApproval',
        );
  return (
    <ApprovalField
      value={approval.value}
      effect={effect}
      schema={schema}
      isConfirmed={confirm.value}
      error={wrong === undefined ? undefined : text}
      ref={approval.ref}
      confirmRef={confirm.ref}
      onChange={(policy) => {
        approval.onChange(policy);
        // Whether a confirmation is needed depends on this field.
        if (isSubmitted) void trigger('confirmNoApproval');
      }}
      onConfirm={confirm.onChange}
    />
  );
}
