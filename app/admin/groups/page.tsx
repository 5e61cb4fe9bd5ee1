import type { Metadata } from 'next';
import { GroupsPage } from '@/components/admin/groups/groups-page';
import { listGroups } from '@/lib/auth/list-groups';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('governance');
  return { title: t('groups.title') };
}

export default async function AdminGroupsPage() {
  const principal = await requirePagePrincipal({ next: '/admin/groups', adminOnly: true });
  return <GroupsPage first={await listGroups(principal)} />;
}
