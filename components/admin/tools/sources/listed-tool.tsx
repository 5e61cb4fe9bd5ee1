'use client';
import { useTranslations } from 'use-intl/react';
import { listedArguments } from '@/components/admin/tools/sources/listed-words';
import { visibleText } from '@/components/calls/result/visible-text';
import type { JsonObject } from '@/lib/tools/contracts';

export interface ListedToolProps {
  readonly id: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/** Everything that a source says about a tool and the model would read, for review before it is added. */
export function ListedTool({ id, description, inputSchema }: ListedToolProps) {
  const t = useTranslations('governance.importing');
  const listed = listedArguments(inputSchema);
  return (
    <div id={id} className="grid max-w-prose gap-3">
      <div className="grid gap-1">
        <h3 className="text-xs text-faint">{t('description')}</h3>
        <p className="wrap-anywhere whitespace-pre-wrap">
          {description === '' ? t('noDescription') : visibleText(description)}
        </p>
      </div>
      <div className="grid gap-1">
        <h3 className="text-xs text-faint">{t('arguments')}</h3>
        {listed.length === 0 ? <p>{t('noArguments')}</p> : null}
        <dl className="grid gap-1.5">
          {listed.map(({ path, title, description: words, isRequired }, index) => (
            <div key={index}>
              <dt>
                <code>{visibleText(path)}</code> {title === '' ? null : visibleText(title)}{' '}
                {isRequired ? <span className="text-xs text-faint">{t('required')}</span> : null}
              </dt>
              {words === '' ? null : (
                <dd className="wrap-anywhere whitespace-pre-wrap text-muted">{visibleText(words)}</dd>
              )}
            </div>
          ))}
        </dl>
      </div>
      <details>
        <summary className="cursor-pointer text-xs text-faint">{t('schema')}</summary>
        <pre className="mt-1 rounded-sm bg-sunken p-2 text-xs wrap-anywhere whitespace-pre-wrap">
          {visibleText(JSON.stringify(inputSchema, null, 2))}
        </pre>
      </details>
    </div>
  );
}
