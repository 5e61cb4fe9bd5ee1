import * as adminEngine from '@/app/api/admin/engine/route';
import * as card from '@/app/api/card/route';
import * as cardTokens from '@/app/api/card/tokens/route';
import * as conversationsConversationIdExport from '@/app/api/conversations/[conversationId]/export/route';
import * as conversationsConversationIdRestore from '@/app/api/conversations/[conversationId]/restore/route';
import * as conversationsConversationId from '@/app/api/conversations/[conversationId]/route';
import * as conversationsConversationIdRuns from '@/app/api/conversations/[conversationId]/runs/route';
import * as conversations from '@/app/api/conversations/route';
import * as health from '@/app/api/health/route';
import * as mePassword from '@/app/api/me/password/route';
import * as me from '@/app/api/me/route';
import * as meSessionsSessionId from '@/app/api/me/sessions/[sessionId]/route';
import * as meSessions from '@/app/api/me/sessions/route';
import * as meSignOutEverywhere from '@/app/api/me/sign-out-everywhere/route';
import * as metrics from '@/app/api/metrics/route';
import * as peoplePersonIdPassword from '@/app/api/people/[personId]/password/route';
import * as peoplePersonId from '@/app/api/people/[personId]/route';
import * as peoplePersonIdSignOut from '@/app/api/people/[personId]/sign-out/route';
import * as people from '@/app/api/people/route';
import * as runsRunIdStop from '@/app/api/runs/[runId]/stop/route';
import * as runsRunIdStream from '@/app/api/runs/[runId]/stream/route';
import * as runsContinue from '@/app/api/runs/continue/route';
import * as runsRegenerate from '@/app/api/runs/regenerate/route';
import * as runs from '@/app/api/runs/route';
import * as search from '@/app/api/search/route';
import * as setup from '@/app/api/setup/route';
import type { RouteTable } from '@/lib/http/build-openapi';

/** Every route with a contract; a test holds this table and the files under app/api together. */
export const ROUTE_TABLE: RouteTable = {
  '/api/admin/engine': { get: adminEngine.GET, post: adminEngine.POST },
  '/api/card': { get: card.GET },
  '/api/card/tokens': { post: cardTokens.POST },
  '/api/conversations/{conversationId}/export': { get: conversationsConversationIdExport.GET },
  '/api/conversations/{conversationId}/restore': { post: conversationsConversationIdRestore.POST },
  '/api/conversations/{conversationId}': { get: conversationsConversationId.GET, patch: conversationsConversationId.PATCH, delete: conversationsConversationId.DELETE },
  '/api/conversations/{conversationId}/runs': { get: conversationsConversationIdRuns.GET },
  '/api/conversations': { get: conversations.GET },
  '/api/health': { get: health.GET },
  '/api/me/password': { post: mePassword.POST },
  '/api/me': { get: me.GET, patch: me.PATCH },
  '/api/me/sessions/{sessionId}': { delete: meSessionsSessionId.DELETE },
  '/api/me/sessions': { get: meSessions.GET },
  '/api/me/sign-out-everywhere': { post: meSignOutEverywhere.POST },
  '/api/metrics': { get: metrics.GET },
  '/api/people/{personId}/password': { post: peoplePersonIdPassword.POST },
  '/api/people/{personId}': { patch: peoplePersonId.PATCH },
  '/api/people/{personId}/sign-out': { post: peoplePersonIdSignOut.POST },
  '/api/people': { get: people.GET, post: people.POST },
  '/api/runs/{runId}/stop': { post: runsRunIdStop.POST },
  '/api/runs/{runId}/stream': { get: runsRunIdStream.GET },
  '/api/runs/continue': { post: runsContinue.POST },
  '/api/runs/regenerate': { post: runsRegenerate.POST },
  '/api/runs': { post: runs.POST },
  '/api/search': { get: search.GET },
  '/api/setup': { get: setup.GET, post: setup.POST },
};
