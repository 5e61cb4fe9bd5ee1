import { ConversationSkeleton } from '@/components/chat/view/conversation-skeleton';

export default function Loading() {
  return <ConversationSkeleton />;
}
