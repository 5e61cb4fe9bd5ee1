'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, Play } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { useErrorText } from '@/components/lib/use-error-text';
import { ResultView } from '@/components/calls/result-view';
import { SchemaForm } from '@/components/calls/schema-form';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { TriedTool } from '@/lib/tools/catalogue-contracts';
import type { JsonObject, ToolEffect } from '@/lib/tools/contracts';

export interface TryPanelProps {
  /** The same object while the schema is the same. */
  readonly schema: JsonObject;
  readonly effect: ToolEffect;
  readonly modelResultChars: number;
  /** The tool changes data and is enabled: it has to be disabled first. */
  readonly isBlocked: boolean;
  /** Null: the form of the tool has errors. */
  readonly onTry: (given: JsonObject) => Promise<TriedTool | null>;
}

/** Calls a tool with the values of its form, before others can use it. */
export function TryPanel({ schema, effect, modelResultChars, isBlocked, onTry }: TryPanelProps) {
  const t = useTranslations('governance.try');
  const errorText = useErrorText();
  const attempt = useMutation({ mutationFn: onTry });
  if (isBlocked) {
    return (
      <section aria-label={t('title')} className="grid min-w-0 gap-3 rounded-md border border-line bg-raised p-4">
        <h2 className="text-lg font-semibold">{t('title')}</h2>
        <Notice tone="approval">{errorText('tool-try-enabled')}</Notice>
      </section>
    );
  }
  return (
    <section aria-label={t('title')} className="grid min-w-0 gap-4 rounded-md border border-line bg-raised p-4">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">{t('title')}</h2>
        <p className="text-sm text-muted">{t('hint')}</p>
      </div>
      {effect === 'change' ? <Notice tone="approval">{t('changes')}</Notice> : null}
      <SchemaForm
        schema={schema}
        problem={attempt.isError ? errorText(attempt.error) : undefined}
        onSubmit={(given) => attempt.mutate(given)}
      >
        <Button type="submit" variant="primary" busy={attempt.isPending} icon={<Play aria-hidden className="size-4" />}>
          {t('run')}
        </Button>
      </SchemaForm>
      <div aria-live="polite">
        {attempt.data === undefined ? null : attempt.data === null ? (
          <p className="text-sm text-danger">{t('formFirst')}</p>
        ) : (
          <Tried tried={attempt.data} modelResultChars={modelResultChars} />
        )}
      </div>
    </section>
  );
}

function Tried({ tried, modelResultChars }: { readonly tried: TriedTool; readonly modelResultChars: number }) {
  const t = useTranslations('governance.try');
  const errorText = useErrorText();
  const duration = <p className="text-xs text-faint">{t('took', { ms: tried.durationMs })}</p>;
  if (!tried.ok) {
    return (
      <div className="grid gap-1">
        <p className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-4" />
          <span>
            {errorText(tried.error.code, tried.error.values)}{' '}
            {tried.error.effectUnknown === true ? errorText('tool-effect-unknown') : null}
          </span>
        </p>
        {duration}
      </div>
    );
  }
  return (
    <div className="grid gap-2 border-t pt-3">
      <ResultView result={{ ...tried, isCutForModel: tried.chars > modelResultChars }} />
      {duration}
    </div>
  );
}
