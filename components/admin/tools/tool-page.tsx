'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useId, useMemo, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { useLocale, useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { ToolForm, TOOL_FIELD_OF_CODE } from '@/components/admin/tools/form/tool-form';
import { changesOf, type ToolFormInput, type ToolFormOutput } from '@/components/admin/tools/form/tool-form-schema';
import { useToolForm, type StartedToolForm } from '@/components/admin/tools/form/use-tool-form';
import { QuarantineReview } from '@/components/admin/tools/quarantine-review';
import { ToolBadges } from '@/components/admin/tools/tool-badges';
import {
  requestCreateTool,
  requestDeleteTool,
  requestTool,
  requestTryDraft,
  requestTryTool,
  requestUpdateTool,
  TOOLS,
} from '@/components/admin/shared/tool-requests';
import { ToolSwitch } from '@/components/admin/tools/tool-switch';
import { TryPanel } from '@/components/admin/tools/try-panel';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useChange } from '@/components/lib/use-change';
import { isApiProblem } from '@/components/lib/api-problem';
import { useFormProblem } from '@/components/lib/use-form-problem';
import { parseJsonObject } from '@/components/calls/schema/json-arguments';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/lib/error-state';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { AdminTool, TriedTool } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { translateBuiltinSchema, translateBuiltinTool, translateBuiltinText } from '@/lib/tools/builtin-text-contracts';

/** One tool: its settings, its approval, and a way to try it. */
export function ToolPage({ toolId }: { readonly toolId: string }) {
  const tool = useQuery({ queryKey: [TOOLS, toolId], queryFn: ({ signal }) => requestTool(toolId, signal) });
  // A tool that could not be read again stays, so that input in its form is not lost.
  if (tool.data === undefined && tool.isError)
    return <ErrorState error={tool.error} onRetry={() => void tool.refetch()} />;
  if (tool.data === undefined) {
    return (
      <div className="grid gap-4">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-96 w-full" />
      </div>
    );
  }
  return (
    <>
      <ToolHeader tool={tool.data} />
      {tool.data.quarantine === null ? null : (
        <QuarantineReview key={tool.data.quarantine.proposalHash} tool={tool.data} quarantine={tool.data.quarantine} />
      )}
      <ToolEditor key={tool.data.id} tool={tool.data} />
    </>
  );
}

/** The form of a new HTTP tool. */
export function NewToolPage() {
  const t = useTranslations('governance.tools');
  return (
    <>
      <PageHeader title={t('create')}>{t('createHint')}</PageHeader>
      <ToolEditor tool={null} />
    </>
  );
}

function ToolHeader({ tool: stored }: { readonly tool: AdminTool }) {
  const tool = translateBuiltinTool(stored, useLocale());
  const t = useTranslations('governance.tools');
  const [isDeleting, setDeleting] = useState(false);
  const router = useRouter();
  const remove = useChange({
    change: () => requestDeleteTool(tool.id),
    done: () => t('deleted', { name: tool.title }),
    reload: [],
  });
  const queryClient = useQueryClient();
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        router.push('/admin/tools');
        void queryClient.invalidateQueries({ queryKey: [TOOLS], exact: true });
      },
      onSettled: () => setDeleting(false),
    });
  return (
    <>
      <PageHeader
        title={tool.title}
        actions={
          <>
            <ToolSwitch tool={tool} showLabel />
            <Button variant="ghost" icon={<Trash2 aria-hidden className="size-4" />} onClick={() => setDeleting(true)}>
              {t('delete')}
            </Button>
          </>
        }
      />
      <p className="-mt-2 mb-5 flex flex-wrap items-center gap-2 text-sm text-faint">
        <code>{tool.name}</code>
        <span>
          {tool.source === null ? t(`kinds.${tool.kind}`) : `${t(`kinds.${tool.kind}`)} · ${tool.source.name}`}
        </span>
        <ToolBadges tool={tool} />
      </p>
      <AlertDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={t('deleteTitle', { name: tool.title })}
        description={t('deleteHint')}
        confirmLabel={t('delete')}
        danger
        busy={remove.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

/** The sent values, and the form at that time. */
interface Sent {
  readonly output: ToolFormOutput;
  readonly written: ToolFormInput;
}

function ToolEditor({ tool }: { readonly tool: AdminTool | null }) {
  const t = useTranslations('governance.tools');
  const locale = useLocale();
  const common = useTranslations('common');
  const formId = useId();
  const router = useRouter();
  const queryClient = useQueryClient();
  const started = useToolForm(tool);
  const { form, began } = started;
  const problem = useFormProblem(form.setError, TOOL_FIELD_OF_CODE);
  const [schema, effect, modelResultChars] = useWatch({
    control: form.control,
    name: ['inputSchema', 'effect', 'modelResultChars'],
  });
  const save = useMutation({
    mutationFn: ({ output, written }: Sent) =>
      began === null ? requestCreateTool(output) : requestUpdateTool(began.id, changesOf(began, written, output)),
    onMutate: problem.clear,
    onError: async (error) => {
      problem.show(error);
      if (tool !== null && isApiProblem(error) && error.code === 'tool-saved-meanwhile')
        await queryClient.invalidateQueries({ queryKey: [TOOLS, tool.id] });
    },
    onSuccess: async (saved, { written }) => {
      showToast({
        text: t(tool === null ? 'created' : 'saved', { name: translateBuiltinText(saved.name, saved.title, locale) }),
      });
      if (tool !== null) started.goOnFrom(saved, written);
      queryClient.setQueryData([TOOLS, saved.id], saved);
      await queryClient.invalidateQueries({ queryKey: [TOOLS], exact: true });
      if (tool === null) router.replace(`/admin/tools/${saved.id}`);
    },
  });
  /** Tries an HTTP tool with the values of the form, saved or not; any other tool as stored. */
  const attempt = async (given: JsonObject): Promise<TriedTool | null> => {
    if (tool !== null && tool.kind !== 'http') return requestTryTool(tool.id, given);
    let tried: TriedTool | null = null;
    await form.handleSubmit(async (draft) => {
      tried = await requestTryDraft({ ...draft, confirmNoApproval: true }, given);
    })();
    return tried;
  };
  const submit = useRef<HTMLButtonElement>(null);
  const goOn = () => {
    problem.clear();
    submit.current?.focus();
  };
  // While the typed text is not valid JSON, the last valid schema.
  const [shownSchema, setShownSchema] = useState(schema);
  if (shownSchema !== schema && parseJsonObject(schema) !== null) setShownSchema(schema);
  const toolName = tool?.name;
  const triedSchema = useMemo(() => {
    const shown = parseJsonObject(shownSchema) ?? {};
    return toolName === undefined ? shown : translateBuiltinSchema(toolName, shown, locale);
  }, [shownSchema, toolName, locale]);
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <ToolForm
        id={formId}
        form={form}
        round={started.round}
        tool={tool}
        problem={problem}
        onSubmit={(output) => save.mutate({ output, written: form.getValues() })}
      >
        <UnsavedGuard isDirty={form.formState.isDirty} kept={started.kept} />
        {started.isOutdated ? <Outdated started={started} onChosen={goOn} /> : null}
        <Button ref={submit} type="submit" variant="primary" busy={save.isPending}>
          {tool === null ? t('createSubmit') : common('save')}
        </Button>
      </ToolForm>
      <div className="lg:sticky lg:top-4">
        <TryPanel
          schema={triedSchema}
          effect={effect}
          modelResultChars={Number(modelResultChars)}
          isBlocked={tool !== null && tool.enabled && tool.effect === 'change'}
          onTry={attempt}
        />
      </div>
    </div>
  );
}

/** Beside the save button, which is always visible. */
function Outdated({
  started: { keepWriting, seeNewest },
  onChosen,
}: {
  readonly started: StartedToolForm;
  readonly onChosen: () => void;
}) {
  const t = useTranslations('governance.tools');
  const choose = (choice: () => void) => () => {
    choice();
    onChosen();
  };
  return (
    <Notice tone="queue" role="status" className="w-full">
      <p className="font-medium">{t('newer')}</p>
      <p>{t('newerHint')}</p>
      <div className="mt-1.5 flex flex-wrap gap-2">
        <Button size="sm" onClick={choose(keepWriting)}>
          {t('keepWriting')}
        </Button>
        <Button size="sm" onClick={choose(seeNewest)}>
          {t('seeNewest')}
        </Button>
      </div>
    </Notice>
  );
}
