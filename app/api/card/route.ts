import { cardStateSchema } from '@/lib/engine/contracts';
import { getCardState } from '@/lib/engine/get-card-state';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The card now: state of the engine, its size, how many run and wait',
  response: cardStateSchema,
  handler: getCardState,
});
