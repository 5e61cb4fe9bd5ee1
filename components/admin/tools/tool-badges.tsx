'use client';
import { useTranslations } from 'use-intl/react';
import { Badge } from '@/components/ui/badge';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';

/** Badges of a tool: quarantined, sample data, changes something. */
export function ToolBadges({
  tool,
}: {
  readonly tool: Pick<AdminToolSummary, 'quarantinedAt' | 'isSample' | 'effect'>;
}) {
  const t = useTranslations('governance.tools');
  const shared = useTranslations('tools');
  return (
    <>
      {tool.quarantinedAt === null ? null : <Badge tone="danger">{t('states.quarantined')}</Badge>}
      {tool.isSample ? <Badge>{shared('sample')}</Badge> : null}
      {tool.effect === 'change' ? <Badge tone="approval">{shared('effect.change')}</Badge> : null}
    </>
  );
}
