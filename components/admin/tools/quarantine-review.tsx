'use client';
import { ShieldAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { diffTexts } from '@/components/admin/tools/text-diff';
import { requestAcceptTool, TOOLS } from '@/components/admin/shared/tool-requests';
import { useChange } from '@/components/lib/use-change';
import { useDates } from '@/components/lib/use-dates';
import { visibleText } from '@/components/calls/result/visible-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useHeadingAfter } from '@/components/ui/use-focus-return';
import {
  MAX_TOOL_DIFFERENCES,
  type AdminTool,
  type Quarantine,
  type ToolDifference,
} from '@/lib/tools/catalogue-contracts';

/** A tool whose source now offers something else than was accepted: the differences, and the choice. */
export function QuarantineReview({ tool, quarantine }: { readonly tool: AdminTool; readonly quarantine: Quarantine }) {
  const t = useTranslations('governance.quarantine');
  const dates = useDates();
  const accept = useChange({
    change: () => requestAcceptTool(tool.id, quarantine.proposalHash),
    done: () => t('accepted', { name: tool.title }),
    reload: [[TOOLS]],
  });
  const part = useHeadingAfter<HTMLElement>();
  return (
    <section ref={part} aria-label={t('title')} className="mb-6 grid gap-3 rounded-md border border-danger p-4">
      <div className="flex items-start gap-2.5">
        <ShieldAlert aria-hidden className="mt-0.5 size-5 text-danger" />
        <div className="grid gap-1">
          <h2 className="font-semibold">{t('title')}</h2>
          <p className="text-sm text-muted">
            {t(quarantine.gone ? 'gone' : quarantine.moved ? 'moved' : 'body', {
              when: dates.moment(quarantine.since),
            })}
          </p>
          {quarantine.moved && tool.source !== null ? (
            <Link
              href={`/admin/tools/sources/${tool.source.id}`}
              prefetch={false}
              className="text-sm text-accent underline-offset-2 hover:underline"
            >
              {t('toSource')}
            </Link>
          ) : null}
        </div>
      </div>
      {quarantine.gone || quarantine.moved ? null : (
        <>
          {quarantine.isCut ? <Notice tone="danger">{t('isCut', { max: MAX_TOOL_DIFFERENCES })}</Notice> : null}
          <ul className="grid gap-3">
            {quarantine.differences.map((difference) => (
              <li key={`${difference.part}${difference.path}`}>
                <Difference difference={difference} />
              </li>
            ))}
          </ul>
          {quarantine.isCut ? null : (
            <div className="flex justify-end">
              <Button variant="primary" busy={accept.isPending} onClick={() => accept.mutate(undefined)}>
                {t('accept')}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

const PART_CLASSES = {
  same: '',
  gone: 'bg-danger-soft text-danger line-through',
  new: 'rounded-xs bg-mark px-0.5 text-ink no-underline',
} as const;

function Difference({ difference: { part, path, before, after } }: { readonly difference: ToolDifference }) {
  const t = useTranslations('governance.quarantine');
  return (
    <div className="grid gap-1 text-sm">
      <h3 className="text-xs text-faint">
        {part === 'description' ? t('description') : t('argument', { path: visibleText(readablePath(path)) })}
        {' · '}
        {t(before === null ? 'isNew' : after === null ? 'isGone' : 'isChanged')}
      </h3>
      <p className="rounded-sm bg-sunken p-2.5 whitespace-pre-wrap">
        {diffTexts(before ?? '', after ?? '').map(({ kind, text }, index) =>
          kind === 'same' ? (
            <span key={index}>{visibleText(text)}</span>
          ) : kind === 'gone' ? (
            <del key={index} className={PART_CLASSES.gone}>
              {visibleText(text)}
            </del>
          ) : (
            <ins key={index} className={PART_CLASSES.new}>
              {visibleText(text)}
            </ins>
          ),
        )}
      </p>
    </div>
  );
}

/** Shows `/properties/order/description` as `order › description`. */
function readablePath(path: string): string {
  const parts = path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.filter((part, index) => part !== 'properties' || index % 2 === 1).join(' › ');
}
