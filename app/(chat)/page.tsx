import { NewConversation } from '@/components/chat/view/new-conversation';
import { Messages } from '@/components/lib/messages';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';

export default async function NewConversationPage() {
  await requirePagePrincipal({ next: '/' });
  return (
    <Messages namespaces={['chat', 'tools']}>
      <NewConversation />
    </Messages>
  );
}
