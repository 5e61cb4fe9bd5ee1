'use client';
import { useTranslations } from 'use-intl/react';
import { Badge } from '@/components/ui/badge';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';

/** What is particular about a tool: held, sample data, changes something. */
export function ToolBadges({ tool }: { readonly tool: Pick<AdminToolSummary, 'heldAt' | 'isSample' | 'effect'> }) {
  const t = useTranslations('governance.tools');
  const shared = useTranslations('tools');
  return (
    <>
      {tool.heldAt === null ? null : <Badge tone="danger">{t('states.held')}</Badge>}
      {tool.isSample ? <Badge>{shared('sample')}</Badge> : null}
      {tool.effect === 'change' ? <Badge tone="approval">{shared('effect.change')}</Badge> : null}
    </>
  );
}
