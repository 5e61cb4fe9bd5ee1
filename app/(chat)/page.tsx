import { NewConversation } from '@/components/chat/view/new-conversation';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';

export default async function NewConversationPage() {
  await requirePagePrincipal({ next: '/' });
  return <NewConversation />;
}
