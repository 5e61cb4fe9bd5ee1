import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { SourcePage } from '@/components/admin/tools/sources/source-page';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('sources.title') };
}

export default async function AdminSourcePage({ params }: { readonly params: Promise<{ readonly sourceId: string }> }) {
  const { sourceId } = await params;
  await requirePagePrincipal({ next: `/admin/tools/sources/${sourceId}`, adminOnly: true });
  if (!z.uuid().safeParse(sourceId).success) notFound();
  return <SourcePage sourceId={sourceId} />;
}
