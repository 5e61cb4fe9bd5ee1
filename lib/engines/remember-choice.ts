import 'server-only';
import { storeChosenPool } from '@/lib/engines/internal/choices-repository';

/** The conversation's next questions go to the same pool, until its owner chooses another one. */
export async function rememberChoice(choice: {
  readonly conversationId: string;
  readonly personId: string;
  readonly pool: string;
}): Promise<void> {
  await storeChosenPool(choice);
}
