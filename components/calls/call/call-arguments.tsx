'use client';
import { useId, useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl/react';
import { argumentTree, orderArguments, pathTitle } from '@/components/lib/argument-tree';
import { ValueView } from '@/components/calls/result/value-view';
import { visibleText } from '@/components/calls/result/visible-text';
import { findRepairs } from '@/lib/tools/argument-repair-contracts';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

/** The exact arguments of a call; beside them those that were asked for, when an approver changed them. */
export function CallArguments({
  call,
}: {
  readonly call: Pick<ToolCallDto, 'arguments' | 'argumentsText' | 'argumentNames' | 'approval'>;
}) {
  const t = useTranslations('tools.call');
  const id = useId();
  const format = useFormatter();
  const names = argumentTree(call.argumentNames);
  const original = call.approval?.originalArguments ?? null;
  const repairs = useMemo(
    () => findRepairs(call.argumentsText, original ?? call.arguments),
    [call.argumentsText, original, call.arguments],
  );
  return (
    <div className="grid gap-2 text-sm">
      <div role="group" aria-labelledby={id} className="grid min-w-0 gap-1">
        <h4 id={id} className="text-xs text-faint">
          {t(original === null ? 'arguments' : 'argumentsEdited')}
        </h4>
        {call.arguments === null ? (
          <pre className="rounded-sm bg-sunken p-2 text-xs whitespace-pre-wrap">{visibleText(call.argumentsText)}</pre>
        ) : Object.keys(call.arguments).length === 0 ? (
          <p className="text-faint">{t('noArguments')}</p>
        ) : (
          <ValueView value={orderArguments(call.arguments, names)} names={names} full />
        )}
      </div>
      {repairs.length === 0 ? null : (
        <p className="text-xs text-muted">
          {t('repaired', {
            list: format.list(
              repairs.map(({ path, written, used }) =>
                t('repairedOne', {
                  name: visibleText(pathTitle(path, names)),
                  written: JSON.stringify(written),
                  used: String(used),
                }),
              ),
            ),
          })}
        </p>
      )}
      {original === null ? null : (
        <details>
          <summary className="text-xs text-faint">{t('argumentsOriginal')}</summary>
          <div className="mt-1">
            <ValueView value={orderArguments(original, names)} names={names} full />
          </div>
        </details>
      )}
    </div>
  );
}
