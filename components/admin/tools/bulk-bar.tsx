'use client';
import { useTranslations } from 'use-intl/react';
import { requestSetEnabled, TOOLS } from '@/components/admin/shared/tool-requests';
import { useChange } from '@/components/lib/use-change';
import { isApiProblem } from '@/components/lib/api-problem';
import { Button } from '@/components/ui/button';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';

export interface BulkBarProps {
  /** The selected tools; the bar is shown only while there are some. */
  readonly tools: readonly AdminToolSummary[];
  readonly onClear: () => void;
}

/**
 * Changes the tools one after the other, so that a refused one (for example a quarantined one) does not block the
 * others.
 * @returns how many could not be changed
 */
async function setAll(tools: readonly AdminToolSummary[], enabled: boolean): Promise<number> {
  let refused = 0;
  for (const tool of tools.filter((candidate) => candidate.enabled !== enabled)) {
    try {
      await requestSetEnabled(tool.id, enabled);
    } catch (error) {
      if (!isApiProblem(error) || error.code === 'network') throw error;
      refused += 1;
    }
  }
  return refused;
}

export function BulkBar({ tools, onClear }: BulkBarProps) {
  const t = useTranslations('governance.tools.bulk');
  const set = useChange({
    change: (enabled: boolean) => setAll(tools, enabled),
    done: (enabled, refused) => (refused > 0 ? t('partly', { count: refused }) : t(enabled ? 'enabled' : 'disabled')),
    reload: [[TOOLS]],
  });
  if (tools.length === 0) return null;
  const run = (enabled: boolean) => set.mutate(enabled, { onSuccess: onClear });
  return (
    <div
      role="group"
      aria-label={t('label')}
      className="mb-2 flex flex-wrap items-center gap-2 rounded-md bg-accent-soft px-3 py-1.5 text-sm"
    >
      <span role="status">{t('count', { count: tools.length })}</span>
      <Button size="sm" className="ml-auto" busy={set.isPending && set.variables} onClick={() => run(true)}>
        {t('enable')}
      </Button>
      <Button size="sm" busy={set.isPending && !set.variables} onClick={() => run(false)}>
        {t('disable')}
      </Button>
      <Button size="sm" variant="ghost" onClick={onClear}>
        {t('clear')}
      </Button>
    </div>
  );
}
