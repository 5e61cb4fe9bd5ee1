'use client';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl/react';
import type { EngineReport } from '@/lib/engine/contracts';

/** The engine's address, size and abilities as pairs of name and value. */
export function EngineFacts({ report }: { readonly report: EngineReport }) {
  const t = useTranslations('admin.engine.facts');
  const format = useFormatter();
  const capabilities = report.selfTest?.capabilities;
  return (
    <dl className="grid gap-x-8 gap-y-3 rounded-md border border-line p-4 text-sm sm:grid-cols-2">
      <Fact name={t('address')}>{report.baseUrl}</Fact>
      <Fact name={t('model')}>{report.model === '' ? t('unknown') : report.model}</Fact>
      <Fact name={t('slots')}>{t('slotsOf', { slots: report.maxConcurrent, foreign: report.foreignSlots })}</Fact>
      <Fact name={t('memory')}>{t('tokens', { tokens: format.number(report.kvTokens) })}</Fact>
      <Fact name={t('context')}>{t('tokens', { tokens: format.number(report.contextTokens) })}</Fact>
      <Fact name={t('source')}>{t(`sources.${report.capacitySource}`)}</Fact>
      {capabilities === undefined ? null : (
        <>
          <Fact name={t('make')}>
            {[capabilities.make, capabilities.version].filter((part) => part !== null).join(' ')}
          </Fact>
          <Fact name={t('reasoning')}>{capabilities.reasoning}</Fact>
          <Fact name={t('thinkingSwitch')}>{capabilities.thinkingSwitch}</Fact>
          <Fact name={t('tokenizer')}>{t(`tokenizers.${capabilities.tokenizer}`)}</Fact>
          <Fact name={t('metrics')}>{capabilities.metrics === 'none' ? t('no') : capabilities.metrics}</Fact>
          <Fact name={t('toolCalls')}>{capabilities.toolCalls ? t('yes') : t('no')}</Fact>
          <Fact name={t('continues')}>{capabilities.continuesFinalMessage ? t('yes') : t('no')}</Fact>
          <Fact name={t('unsupported')}>
            {capabilities.unsupportedFields.length === 0 ? t('none') : capabilities.unsupportedFields.join(', ')}
          </Fact>
        </>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted">{name}</dt>
      <dd className="tabular break-words">{children}</dd>
    </div>
  );
}
