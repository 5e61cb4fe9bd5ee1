import type { Metadata } from 'next';
import { PeoplePage } from '@/components/admin/people/people-page';
import { listPeopleSchema } from '@/lib/auth/contracts';
import { listPeople } from '@/lib/auth/list-people';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getTranslator } from '@/lib/i18n/get-translator';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('admin');
  return { title: t('people.title') };
}

export default async function AdminPeoplePage() {
  const principal = await requirePagePrincipal({ next: '/admin/people', adminOnly: true });
  const first = await listPeople(principal, listPeopleSchema.parse({}));
  return <PeoplePage myId={principal.personId} first={first} />;
}
