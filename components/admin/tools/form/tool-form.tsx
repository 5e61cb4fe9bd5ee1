'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { ApprovalSection } from '@/components/admin/tools/form/approval-section';
import { BasicsSection } from '@/components/admin/tools/form/basics-section';
import { LimitsSection } from '@/components/admin/tools/form/limits-section';
import { RequestSection } from '@/components/admin/tools/form/request-section';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import type { ToolFormOutput } from '@/components/admin/tools/form/tool-form-schema';
import type { FormProblem as Problem } from '@/components/lib/use-form-problem';
import { FormProblem } from '@/components/lib/form-problem';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';

/** The field for each error code of the server. */
export const TOOL_FIELD_OF_CODE = {
  'tool-name-taken': 'name',
  'tool-schema-invalid': 'inputSchema',
  'tool-schema-too-large': 'inputSchema',
  'tool-schema-slow': 'inputSchema',
  'tool-url-host': 'url',
  'tool-url-secret': 'url',
  'tool-argument-path': 'url',
  'tool-body-json': 'body',
  'tool-body-key': 'body',
  'tool-argument-header': 'headers',
  'tool-result-pointer': 'resultPointer',
  'tool-intranet-host-unlisted': 'intranetHosts',
  'approval-off-unconfirmed': 'confirmNoApproval',
  'tool-no-approver': 'approval',
  'approval-nobody': 'approval',
  'tool-look-up-unusable': 'approval',
} as const;

export interface ToolFormProps {
  readonly id: string;
  readonly form: ToolFormHandle;
  /** Of `useToolForm`. */
  readonly round: number;
  /** Null: a new HTTP tool. */
  readonly tool: AdminTool | null;
  readonly problem: Problem;
  readonly onSubmit: (output: ToolFormOutput) => void;
  readonly children: ReactNode;
}

/** The settings of a tool. The description and arguments of tools from elsewhere are read-only. */
export function ToolForm({ id, form, round, tool, problem, onSubmit, children }: ToolFormProps) {
  const t = useTranslations('governance.form');
  const isHttp = tool === null || tool.kind === 'http';
  const submit = form.handleSubmit(onSubmit);
  return (
    <form id={id} method="post" noValidate onSubmit={(event) => void submit(event)} className="grid gap-8">
      <FormProblem problem={problem} />
      <FormSection title={t('basics')}>
        <BasicsSection form={form} round={round} isHttp={isHttp} />
      </FormSection>
      {isHttp ? (
        <FormSection title={t('request')}>
          <RequestSection form={form} />
        </FormSection>
      ) : null}
      <FormSection title={t('approval')}>
        <ApprovalSection form={form} />
      </FormSection>
      <FormSection title={t('limits')}>
        <LimitsSection form={form} withHosts={isHttp || tool.hosts.length > 0} />
      </FormSection>
      <div className="sticky bottom-0 -mx-1 flex flex-wrap justify-end gap-2 border-t bg-surface px-1 py-3">
        {children}
      </div>
    </form>
  );
}

function FormSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-4">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}
