'use client';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { parseExactJson } from '@/components/calls/result/exact-json';
import { ValueView } from '@/components/calls/result/value-view';
import { visibleText } from '@/components/calls/result/visible-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

export type CallResult = Exclude<ToolCallDto['result'], null>;

export interface ResultViewProps {
  readonly result: Pick<CallResult, 'type' | 'text' | 'isWhole' | 'chars' | 'isCutForModel'>;
  /** Fetches all of a result of which only the beginning is here. */
  readonly onLoadAll?: (() => void) | undefined;
  readonly isLoadingAll?: boolean;
}

/**
 * What a tool answered: as a readable card, or as it came on demand. It is data: no link and no image in it is ever
 * loaded.
 */
export function ResultView({ result, onLoadAll, isLoadingAll = false }: ResultViewProps) {
  const t = useTranslations('tools.result');
  const [isRaw, setRaw] = useState(false);
  const value = useMemo(
    () => (result.type === 'json' && result.isWhole ? parseExactJson(result.text) : undefined),
    [result.type, result.isWhole, result.text],
  );
  return (
    <div className="grid min-w-0 gap-2 text-sm">
      {value === undefined || isRaw ? (
        <RawText text={result.text} isCode={result.type === 'json'} />
      ) : (
        <ValueView value={value} />
      )}
      {result.isWhole ? null : (
        <Notice
          action={
            onLoadAll === undefined ? undefined : (
              <Button size="sm" busy={isLoadingAll} onClick={onLoadAll}>
                {t('loadAll')}
              </Button>
            )
          }
        >
          {t('partial', { count: result.chars })}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-faint">
        {value === undefined ? null : (
          <Button variant="ghost" size="sm" className="-ml-2.5" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            {t(isRaw ? 'asCard' : 'raw')}
          </Button>
        )}
        {result.isCutForModel ? <span>{t('cutForModel')}</span> : null}
      </div>
    </div>
  );
}

function RawText({ text, isCode }: { readonly text: string; readonly isCode: boolean }) {
  const t = useTranslations('tools.result');
  return (
    <pre
      role="group"
      aria-label={t('rawLabel')}
      tabIndex={0}
      className={`max-h-80 overflow-auto rounded-sm bg-sunken p-2.5 whitespace-pre-wrap ${isCode ? 'text-xs' : 'font-sans text-sm'}`}
    >
      {visibleText(text)}
    </pre>
  );
}
