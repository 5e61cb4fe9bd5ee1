'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useLocale, useTimeZone, useTranslations } from 'use-intl/react';
import { ArgumentLimits } from '@/components/admin/grants/argument-limits';
import { GRANTS, requestSetGrant } from '@/components/admin/grants/grant-requests';
import {
  limitsFormSchema,
  startLimitsForm,
  type LimitsFormInput,
  type LimitsFormOutput,
} from '@/components/admin/grants/limits-form-schema';
import type { MatrixTool } from '@/components/admin/grants/matrix-cells';
import { requestTool, TOOLS } from '@/components/admin/shared/tool-requests';
import { fittingValues } from '@/components/admin/shared/kept-values';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptForm } from '@/components/admin/shared/use-kept-form';
import { isApiProblem } from '@/components/lib/api-problem';
import { FormDialog } from '@/components/lib/form-dialog';
import { useFormProblem } from '@/components/lib/use-form-problem';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorState } from '@/components/lib/error-state';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import { roleSchema } from '@/lib/auth/contracts';
import { jsonObjectSchema, type JsonObject } from '@/lib/tools/contracts';
import type { GrantDto } from '@/lib/grants/contracts';
import { translateBuiltinSchema } from '@/lib/tools/builtin-text-contracts';

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const COUNTS = ['perMinute', 'perDay', 'total'] as const;

export interface LimitsDialogProps {
  readonly tool: MatrixTool;
  /** The grant as last read. */
  readonly grant: GrantDto;
  readonly onClose: () => void;
}

/** The limits of one grant, for each person and this tool. */
export function LimitsDialog({ tool, grant, onClose }: LimitsDialogProps) {
  const t = useTranslations('governance.limits');
  const common = useTranslations('common');
  const roles = useTranslations('common.role');
  const locale = useLocale();
  const timeZone = useTimeZone();
  const queryClient = useQueryClient();
  const detail = useQuery({ queryKey: [TOOLS, tool.id], queryFn: ({ signal }) => requestTool(tool.id, signal) });
  // The saved change is based on this version; after a refusal, on the version that was read then.
  const [{ seen, isRefused }, setSeen] = useState({ seen: grant, isRefused: false });
  if (isRefused && grant.updatedAt !== seen.updatedAt) setSeen({ seen: grant, isRefused: false });
  // null: the text is not a valid schema.
  const [bounds, setBounds] = useState<JsonObject | null | undefined>(seen.limits.arguments);
  const form = useForm<LimitsFormInput, unknown, LimitsFormOutput>({
    resolver: zodResolver(limitsFormSchema),
    defaultValues: startLimitsForm(grant.limits, timeZone ?? 'Asia/Shanghai'),
  });
  const {
    register,
    control,
    watch,
    formState: { errors, isDirty: isFormDirty },
  } = form;
  const isDirty = isFormDirty || bounds !== seen.limits.arguments;
  // The initial limits of the argument rows, which have a draft of their own.
  const [startBounds, setStartBounds] = useState({ bounds: grant.limits.arguments, round: 0 });
  const beginBounds = (next: JsonObject | undefined) => {
    setBounds(next);
    setStartBounds(({ round }) => ({ bounds: next, round: round + 1 }));
  };
  const kept = useKeptForm({
    name: `limits:${tool.id}:${grant.subjectKind}:${grant.subjectId}`,
    isDirty,
    read: () => ({ ...form.getValues(), bounds: bounds ?? null }),
    restore: (written) => {
      const values = form.getValues();
      form.reset({ ...values, ...fittingValues(written, values) }, { keepDefaultValues: true });
      const writtenBounds = jsonObjectSchema.safeParse(written.bounds);
      if (writtenBounds.success) beginBounds(writtenBounds.data);
    },
    discard: () => {
      form.reset();
      beginBounds(seen.limits.arguments);
    },
  });
  const problem = useFormProblem(form.setError, { 'time-zone-unknown': 'timeZone' });
  const save = useMutation({
    mutationFn: (limits: LimitsFormOutput) =>
      requestSetGrant({
        toolId: tool.id,
        subjectKind: grant.subjectKind,
        subjectId: grant.subjectId,
        effect: seen.effect,
        seen: seen.updatedAt,
        limits: { ...limits, ...(bounds === null || bounds === undefined ? {} : { arguments: bounds }) },
      }),
    onMutate: problem.clear,
    onError: async (error) => {
      problem.show(error);
      if (!isApiProblem(error) || error.code !== 'grant-changed-meanwhile') return;
      setSeen({ seen, isRefused: true });
      await queryClient.invalidateQueries({ queryKey: [GRANTS] });
    },
    onSuccess: async () => {
      showToast({ text: t('saved') });
      onClose();
      await queryClient.invalidateQueries({ queryKey: [GRANTS] });
    },
  });
  const element = useRef<HTMLFormElement>(null);
  const submit = form.handleSubmit((limits) => {
    if (bounds !== null) save.mutate(limits);
    // The error is already shown there.
    else element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
  const role = roleSchema.safeParse(grant.subjectId);
  return (
    <FormDialog
      isDirty={isDirty}
      title={t('title', { tool: tool.title, subject: role.success ? roles(role.data) : grant.subjectName })}
      description={t('hint')}
      className="max-w-2xl!"
      submitLabel={common('save')}
      busy={save.isPending}
      problem={problem}
      formRef={element}
      formClassName="gap-6"
      onSubmit={submit}
      onClose={onClose}
    >
      <UnsavedGuard isDirty={isDirty} kept={kept} />
      <div className="grid gap-4 sm:grid-cols-3">
        {COUNTS.map((name) => (
          <Field key={name} label={t(name)} error={errors[name] === undefined ? undefined : t('countError')}>
            {(props) => (
              <Input
                {...props}
                {...register(name)}
                inputMode="numeric"
                placeholder={t('unlimited')}
                autoComplete="off"
              />
            )}
          </Field>
        ))}
      </div>
      <fieldset className="grid gap-3">
        <legend className="mb-2 text-sm font-medium">{t('hours')}</legend>
        <Checkbox label={t('withHours')} {...register('withHours')} />
        {watch('withHours') ? (
          <>
            <Controller
              control={control}
              name="days"
              render={({ field }) => (
                <div role="group" aria-label={t('days')} className="flex flex-wrap gap-x-4 gap-y-1.5">
                  {DAYS.map((day) => (
                    <Checkbox
                      key={day}
                      {...(day === DAYS[0] ? { ref: field.ref } : {})}
                      label={t(`weekday.${day}`)}
                      checked={field.value.includes(day)}
                      onChange={({ target }) =>
                        field.onChange(
                          target.checked ? [...field.value, day] : field.value.filter((other) => other !== day),
                        )
                      }
                    />
                  ))}
                </div>
              )}
            />
            {errors.days === undefined ? null : (
              <p role="alert" className="text-sm text-danger">
                {t('daysError')}
              </p>
            )}
            <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
              <Field label={t('from')} error={errors.from === undefined ? undefined : t('timeError')}>
                {(props) => <Input {...props} {...register('from')} type="time" />}
              </Field>
              <Field label={t('to')} error={errors.to === undefined ? undefined : t('timeError')}>
                {(props) => <Input {...props} {...register('to')} type="time" />}
              </Field>
              <Field
                label={t('timeZone')}
                error={errors.timeZone === undefined ? undefined : (errors.timeZone.message ?? t('timeZoneError'))}
                className="col-span-2 sm:col-span-1"
              >
                {(props) => <Input {...props} {...register('timeZone')} autoComplete="off" spellCheck={false} />}
              </Field>
            </div>
            <p className="text-sm text-faint">{t('overMidnight')}</p>
          </>
        ) : null}
      </fieldset>
      <fieldset className="grid min-w-0 gap-3">
        <legend className="mb-2 text-sm font-medium">{t('arguments')}</legend>
        <p className="text-sm text-faint">{t('argumentsHint')}</p>
        {detail.isError ? <ErrorState error={detail.error} onRetry={() => void detail.refetch()} /> : null}
        {detail.isPending ? <Skeleton className="h-20 w-full" /> : null}
        {detail.data === undefined ? null : (
          <ArgumentLimits
            key={startBounds.round}
            inputSchema={translateBuiltinSchema(tool.name, detail.data.inputSchema, locale)}
            value={startBounds.bounds}
            onChange={setBounds}
          />
        )}
      </fieldset>
    </FormDialog>
  );
}
