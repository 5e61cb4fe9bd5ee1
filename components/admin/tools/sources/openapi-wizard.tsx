'use client';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { fittingValues } from '@/components/admin/shared/kept-values';
import { EMPTY_ORIGIN, OpenApiOriginStep } from '@/components/admin/tools/sources/openapi-origin-step';
import { OpenApiPickStep, type PickedImport } from '@/components/admin/tools/sources/openapi-pick-step';
import { OpenApiReviewStep } from '@/components/admin/tools/sources/openapi-review-step';
import type { OpenApiOrigin } from '@/components/admin/tools/sources/source-requests';
import { WizardSteps } from '@/components/admin/tools/sources/wizard-steps';
import { UnsavedGuard } from '@/components/admin/shared/unsaved-guard';
import { useKeptForm } from '@/components/admin/shared/use-kept-form';
import { buttonClassName } from '@/components/ui/button';
import { focusHeading } from '@/components/ui/use-focus-return';
import type { ImportedTools } from '@/lib/tools/catalogue-contracts';
import type { OpenApiPreview } from '@/lib/tools/openapi-contracts';

const STEPS = ['origin', 'pick', 'review'] as const;

/** Imports tools from an OpenAPI document in three steps. Nobody is offered a tool before it is enabled and granted. */
export function OpenApiWizard() {
  const t = useTranslations('governance.openapi');
  const [read, setRead] = useState<{ readonly origin: OpenApiOrigin; readonly preview: OpenApiPreview } | null>(null);
  const [typed, setTyped] = useState(EMPTY_ORIGIN);
  const [picked, setPicked] = useState<PickedImport | null>(null);
  const [isReviewing, setReviewing] = useState(false);
  const [imported, setImported] = useState<ImportedTools | null>(null);
  const step = read === null ? 'origin' : isReviewing && picked !== null ? 'review' : 'pick';
  const isDirty = imported === null && (typed.text !== '' || typed.url !== '');
  const kept = useKeptForm({
    name: 'openapi',
    isDirty,
    read: () => ({ ...typed }),
    restore: (written) => setTyped({ ...EMPTY_ORIGIN, ...fittingValues(written, EMPTY_ORIGIN) }),
    discard: () => {
      setTyped(EMPTY_ORIGIN);
      setRead(null);
      setPicked(null);
    },
  });
  if (imported !== null) return <Imported imported={imported} />;
  return (
    <>
      <PageHeader title={t('title')}>{t('about')}</PageHeader>
      <WizardSteps
        label={t('steps.label')}
        steps={STEPS.map((id) => ({ id, label: t(`steps.${id}`) }))}
        current={step}
      />
      <UnsavedGuard isDirty={isDirty} kept={kept} />
      {read === null ? (
        <OpenApiOriginStep
          typed={typed}
          onTyped={setTyped}
          onRead={(origin, preview) => setRead({ origin, preview })}
        />
      ) : null}
      {read !== null && step === 'pick' ? (
        <OpenApiPickStep
          origin={read.origin}
          preview={read.preview}
          picked={picked}
          onMore={(more) =>
            setRead({ ...read, preview: { ...more, operations: [...read.preview.operations, ...more.operations] } })
          }
          onBack={() => {
            setRead(null);
            setPicked(null);
          }}
          onPicked={(next) => {
            setPicked(next);
            setReviewing(true);
          }}
        />
      ) : null}
      {read !== null && picked !== null && step === 'review' ? (
        <OpenApiReviewStep
          origin={read.origin}
          preview={read.preview}
          picked={picked}
          onBack={() => setReviewing(false)}
          onImported={setImported}
        />
      ) : null}
    </>
  );
}

function Imported({ imported: { source, tools } }: { readonly imported: ImportedTools }) {
  const t = useTranslations('governance.openapi');
  useEffect(focusHeading, []);
  return (
    <>
      <PageHeader title={t('done', { count: tools.length })}>{t('doneHint')}</PageHeader>
      <ul className="grid gap-1">
        {tools.map(({ id, title, name }) => (
          <li key={id}>
            <Link
              href={`/admin/tools/${id}`}
              prefetch={false}
              className="text-accent underline-offset-2 hover:underline"
            >
              {title}
            </Link>
            <code className="ml-2 text-xs text-faint">{name}</code>
          </li>
        ))}
      </ul>
      <div className="mt-6 flex flex-wrap gap-2">
        <Link href="/admin/tools" className={buttonClassName('primary')}>
          {t('toTools')}
        </Link>
        <Link href={`/admin/tools/sources/${source.id}`} prefetch={false} className={buttonClassName()}>
          {source.name}
        </Link>
      </div>
    </>
  );
}
