import type { Metadata } from 'next';
import { EnginePage } from '@/components/admin/engine/engine-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getEngineReport } from '@/lib/engine/current-engine';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('admin');
  return { title: t('engine.title') };
}

export default async function AdminEnginePage() {
  await requirePagePrincipal({ next: '/admin/engine', adminOnly: true });
  return <EnginePage first={getEngineReport()} />;
}
