import type { Metadata } from 'next';
import { EnginePage } from '@/components/admin/engine/engine-page';
import { listGroups } from '@/lib/auth/list-groups';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getEngineReport } from '@/lib/engine/current-engine';
import { listEngines } from '@/lib/engines/list-engines';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('admin');
  return { title: t('engine.title') };
}

export default async function AdminEnginePage() {
  const principal = await requirePagePrincipal({ next: '/admin/engine', adminOnly: true });
  const [engines, groups] = await Promise.all([listEngines(principal), listGroups(principal)]);
  return <EnginePage first={engines} report={getEngineReport()} groups={groups} />;
}
