import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { ToolPage } from '@/components/admin/tools/tool-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('tools.title') };
}

export default async function AdminToolPage({ params }: { readonly params: Promise<{ readonly toolId: string }> }) {
  const { toolId } = await params;
  await requirePagePrincipal({ next: `/admin/tools/${toolId}`, adminOnly: true });
  if (!z.uuid().safeParse(toolId).success) notFound();
  return <ToolPage toolId={toolId} />;
}
