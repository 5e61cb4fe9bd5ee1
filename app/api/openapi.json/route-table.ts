import * as adminAuditExport from '@/app/api/admin/audit/export/route';
import * as adminAudit from '@/app/api/admin/audit/route';
import * as adminAuditState from '@/app/api/admin/audit/state/route';
import * as adminAuditVerify from '@/app/api/admin/audit/verify/route';
import * as adminEnginesEngineIdTest from '@/app/api/admin/engines/[engineId]/test/route';
import * as adminEnginesEngineId from '@/app/api/admin/engines/[engineId]/route';
import * as adminEngines from '@/app/api/admin/engines/route';
import * as adminEnginesTest from '@/app/api/admin/engines/test/route';
import * as adminGrantsGrantId from '@/app/api/admin/grants/[grantId]/route';
import * as adminGrantsMatrix from '@/app/api/admin/grants/matrix/route';
import * as adminGrants from '@/app/api/admin/grants/route';
import * as adminGroupsGroupIdMembersPersonId from '@/app/api/admin/groups/[groupId]/members/[personId]/route';
import * as adminGroupsGroupId from '@/app/api/admin/groups/[groupId]/route';
import * as adminGroups from '@/app/api/admin/groups/route';
import * as adminKeysKeyId from '@/app/api/admin/keys/[keyId]/route';
import * as adminKeys from '@/app/api/admin/keys/route';
import * as adminSecretsSecretId from '@/app/api/admin/secrets/[secretId]/route';
import * as adminSecrets from '@/app/api/admin/secrets/route';
import * as adminToolSourcesSourceIdList from '@/app/api/admin/tool-sources/[sourceId]/list/route';
import * as adminToolSourcesSourceId from '@/app/api/admin/tool-sources/[sourceId]/route';
import * as adminToolSourcesSourceIdTools from '@/app/api/admin/tool-sources/[sourceId]/tools/route';
import * as adminToolSourcesOpenapiPreview from '@/app/api/admin/tool-sources/openapi/preview/route';
import * as adminToolSourcesOpenapi from '@/app/api/admin/tool-sources/openapi/route';
import * as adminToolSources from '@/app/api/admin/tool-sources/route';
import * as adminToolsToolIdAccept from '@/app/api/admin/tools/[toolId]/accept/route';
import * as adminToolsToolIdEnabled from '@/app/api/admin/tools/[toolId]/enabled/route';
import * as adminToolsToolId from '@/app/api/admin/tools/[toolId]/route';
import * as adminToolsToolIdTry from '@/app/api/admin/tools/[toolId]/try/route';
import * as adminTools from '@/app/api/admin/tools/route';
import * as adminToolsTry from '@/app/api/admin/tools/try/route';
import * as approvalsApprovalIdLookUps from '@/app/api/approvals/[approvalId]/look-ups/route';
import * as approvalsApprovalId from '@/app/api/approvals/[approvalId]/route';
import * as approvalsCount from '@/app/api/approvals/count/route';
import * as approvals from '@/app/api/approvals/route';
import * as card from '@/app/api/card/route';
import * as cardTokens from '@/app/api/card/tokens/route';
import * as conversationsConversationIdExport from '@/app/api/conversations/[conversationId]/export/route';
import * as conversationsConversationIdRestore from '@/app/api/conversations/[conversationId]/restore/route';
import * as conversationsConversationId from '@/app/api/conversations/[conversationId]/route';
import * as conversationsConversationIdRuns from '@/app/api/conversations/[conversationId]/runs/route';
import * as conversationsConversationIdToolCalls from '@/app/api/conversations/[conversationId]/tool-calls/route';
import * as conversations from '@/app/api/conversations/route';
import * as filesFileIdBlocks from '@/app/api/files/[fileId]/blocks/route';
import * as filesFileIdContent from '@/app/api/files/[fileId]/content/route';
import * as filesFileIdFinish from '@/app/api/files/[fileId]/finish/route';
import * as filesFileIdPagesPage from '@/app/api/files/[fileId]/pages/[page]/route';
import * as filesFileIdParts from '@/app/api/files/[fileId]/parts/route';
import * as filesFileIdPassword from '@/app/api/files/[fileId]/password/route';
import * as filesFileId from '@/app/api/files/[fileId]/route';
import * as files from '@/app/api/files/route';
import * as engines from '@/app/api/engines/route';
import * as health from '@/app/api/health/route';
import * as keysKeyId from '@/app/api/keys/[keyId]/route';
import * as keys from '@/app/api/keys/route';
import * as mePassword from '@/app/api/me/password/route';
import * as me from '@/app/api/me/route';
import * as meSessionsSessionId from '@/app/api/me/sessions/[sessionId]/route';
import * as meSessions from '@/app/api/me/sessions/route';
import * as meSignOutEverywhere from '@/app/api/me/sign-out-everywhere/route';
import * as messagesMessageIdCitations from '@/app/api/messages/[messageId]/citations/route';
import * as metrics from '@/app/api/metrics/route';
import * as peoplePersonIdPassword from '@/app/api/people/[personId]/password/route';
import * as peoplePersonId from '@/app/api/people/[personId]/route';
import * as peoplePersonIdSignOut from '@/app/api/people/[personId]/sign-out/route';
import * as people from '@/app/api/people/route';
import * as adminSourcesSourceId from '@/app/api/admin/sources/[sourceId]/route';
import * as adminSources from '@/app/api/admin/sources/route';
import * as adminSourcesTest from '@/app/api/admin/sources/test/route';
import * as sourcesSourceIdStructure from '@/app/api/sources/[sourceId]/structure/route';
import * as sources from '@/app/api/sources/route';
import * as reports from '@/app/api/reports/route';
import * as reportsPreview from '@/app/api/reports/preview/route';
import * as reportsReportId from '@/app/api/reports/[reportId]/route';
import * as reportsReportIdRuns from '@/app/api/reports/[reportId]/runs/route';
import * as reportsReportIdVersions from '@/app/api/reports/[reportId]/versions/route';
import * as reportRunsRunId from '@/app/api/report-runs/[runId]/route';
import * as reportRunsRunIdCancel from '@/app/api/report-runs/[runId]/cancel/route';
import * as reportRunsRunIdDecision from '@/app/api/report-runs/[runId]/decision/route';
import * as reportRunsRunIdChart from '@/app/api/report-runs/[runId]/chart/route';
import * as reportRunsRunIdFile from '@/app/api/report-runs/[runId]/file/route';
import * as reportRunsRunIdFigure from '@/app/api/report-runs/[runId]/figure/route';
import * as runsRunIdStop from '@/app/api/runs/[runId]/stop/route';
import * as runsRunIdStream from '@/app/api/runs/[runId]/stream/route';
import * as runsContinue from '@/app/api/runs/continue/route';
import * as runsRegenerate from '@/app/api/runs/regenerate/route';
import * as runs from '@/app/api/runs/route';
import * as search from '@/app/api/search/route';
import * as setup from '@/app/api/setup/route';
import * as toolCallsCallIdCancel from '@/app/api/tool-calls/[callId]/cancel/route';
import * as toolCallsCallIdResult from '@/app/api/tool-calls/[callId]/result/route';
import * as toolCallsCallId from '@/app/api/tool-calls/[callId]/route';
import * as toolCalls from '@/app/api/tool-calls/route';
import * as toolsToolIdPin from '@/app/api/tools/[toolId]/pin/route';
import * as tools from '@/app/api/tools/route';
import * as v1ChatCompletions from '@/app/v1/chat/completions/route';
import * as v1Completions from '@/app/v1/completions/route';
import * as v1Embeddings from '@/app/v1/embeddings/route';
import * as v1ModelsModel from '@/app/v1/models/[model]/route';
import * as v1Models from '@/app/v1/models/route';
import * as v1Tokenize from '@/app/v1/tokenize/route';
import type { RouteTable } from '@/lib/http/build-openapi';

/** Every route with a contract; a test compares this table with the files under app/api. */
export const ROUTE_TABLE: RouteTable = {
  '/api/admin/audit/export': { get: adminAuditExport.GET },
  '/api/admin/audit': { get: adminAudit.GET },
  '/api/admin/audit/state': { get: adminAuditState.GET },
  '/api/admin/audit/verify': { post: adminAuditVerify.POST },
  '/api/admin/engines': { get: adminEngines.GET, post: adminEngines.POST },
  '/api/admin/engines/test': { post: adminEnginesTest.POST },
  '/api/admin/engines/{engineId}': {
    get: adminEnginesEngineId.GET,
    put: adminEnginesEngineId.PUT,
    patch: adminEnginesEngineId.PATCH,
    delete: adminEnginesEngineId.DELETE,
  },
  '/api/admin/engines/{engineId}/test': { post: adminEnginesEngineIdTest.POST },
  '/api/admin/grants': { get: adminGrants.GET, put: adminGrants.PUT },
  '/api/admin/grants/matrix': { get: adminGrantsMatrix.GET },
  '/api/admin/grants/{grantId}': { delete: adminGrantsGrantId.DELETE },
  '/api/admin/groups': { get: adminGroups.GET, post: adminGroups.POST },
  '/api/admin/groups/{groupId}': {
    get: adminGroupsGroupId.GET,
    patch: adminGroupsGroupId.PATCH,
    delete: adminGroupsGroupId.DELETE,
  },
  '/api/admin/groups/{groupId}/members/{personId}': {
    put: adminGroupsGroupIdMembersPersonId.PUT,
    delete: adminGroupsGroupIdMembersPersonId.DELETE,
  },
  '/api/admin/keys': { get: adminKeys.GET, post: adminKeys.POST },
  '/api/admin/keys/{keyId}': { delete: adminKeysKeyId.DELETE },
  '/api/admin/secrets': { get: adminSecrets.GET, post: adminSecrets.POST },
  '/api/admin/secrets/{secretId}': { put: adminSecretsSecretId.PUT, delete: adminSecretsSecretId.DELETE },
  '/api/admin/tool-sources': { get: adminToolSources.GET, post: adminToolSources.POST },
  '/api/admin/tool-sources/openapi': { post: adminToolSourcesOpenapi.POST },
  '/api/admin/tool-sources/openapi/preview': { post: adminToolSourcesOpenapiPreview.POST },
  '/api/admin/tool-sources/{sourceId}': {
    get: adminToolSourcesSourceId.GET,
    patch: adminToolSourcesSourceId.PATCH,
    delete: adminToolSourcesSourceId.DELETE,
  },
  '/api/admin/tool-sources/{sourceId}/list': { post: adminToolSourcesSourceIdList.POST },
  '/api/admin/tool-sources/{sourceId}/tools': { post: adminToolSourcesSourceIdTools.POST },
  '/api/admin/tools': { get: adminTools.GET, post: adminTools.POST },
  '/api/admin/tools/try': { post: adminToolsTry.POST },
  '/api/admin/tools/{toolId}': {
    get: adminToolsToolId.GET,
    patch: adminToolsToolId.PATCH,
    delete: adminToolsToolId.DELETE,
  },
  '/api/admin/tools/{toolId}/accept': { post: adminToolsToolIdAccept.POST },
  '/api/admin/tools/{toolId}/enabled': { post: adminToolsToolIdEnabled.POST },
  '/api/admin/tools/{toolId}/try': { post: adminToolsToolIdTry.POST },
  '/api/approvals': { get: approvals.GET },
  '/api/approvals/count': { get: approvalsCount.GET },
  '/api/approvals/{approvalId}': { post: approvalsApprovalId.POST },
  '/api/approvals/{approvalId}/look-ups': { post: approvalsApprovalIdLookUps.POST },
  '/api/card': { get: card.GET },
  '/api/card/tokens': { post: cardTokens.POST },
  '/api/conversations': { get: conversations.GET },
  '/api/conversations/{conversationId}': {
    get: conversationsConversationId.GET,
    patch: conversationsConversationId.PATCH,
    delete: conversationsConversationId.DELETE,
  },
  '/api/conversations/{conversationId}/export': { get: conversationsConversationIdExport.GET },
  '/api/conversations/{conversationId}/restore': { post: conversationsConversationIdRestore.POST },
  '/api/conversations/{conversationId}/runs': { get: conversationsConversationIdRuns.GET },
  '/api/conversations/{conversationId}/tool-calls': { get: conversationsConversationIdToolCalls.GET },
  '/api/files': { get: files.GET, post: files.POST },
  '/api/files/{fileId}': { get: filesFileId.GET, delete: filesFileId.DELETE },
  '/api/files/{fileId}/blocks': { get: filesFileIdBlocks.GET },
  '/api/files/{fileId}/content': { get: filesFileIdContent.GET },
  '/api/files/{fileId}/finish': { post: filesFileIdFinish.POST },
  '/api/files/{fileId}/pages/{page}': { get: filesFileIdPagesPage.GET },
  '/api/files/{fileId}/parts': { put: filesFileIdParts.PUT },
  '/api/files/{fileId}/password': { post: filesFileIdPassword.POST },
  '/api/engines': { get: engines.GET },
  '/api/health': { get: health.GET },
  '/api/keys': { get: keys.GET, post: keys.POST },
  '/api/keys/{keyId}': { delete: keysKeyId.DELETE },
  '/api/me': { get: me.GET, patch: me.PATCH },
  '/api/me/password': { post: mePassword.POST },
  '/api/me/sessions': { get: meSessions.GET },
  '/api/me/sessions/{sessionId}': { delete: meSessionsSessionId.DELETE },
  '/api/me/sign-out-everywhere': { post: meSignOutEverywhere.POST },
  '/api/messages/{messageId}/citations': { get: messagesMessageIdCitations.GET },
  '/api/metrics': { get: metrics.GET },
  '/api/people': { get: people.GET, post: people.POST },
  '/api/people/{personId}': { patch: peoplePersonId.PATCH },
  '/api/people/{personId}/password': { post: peoplePersonIdPassword.POST },
  '/api/people/{personId}/sign-out': { post: peoplePersonIdSignOut.POST },
  '/api/admin/sources/{sourceId}': { put: adminSourcesSourceId.PUT, delete: adminSourcesSourceId.DELETE },
  '/api/admin/sources': { get: adminSources.GET, post: adminSources.POST },
  '/api/admin/sources/test': { post: adminSourcesTest.POST },
  '/api/sources/{sourceId}/structure': { get: sourcesSourceIdStructure.GET },
  '/api/sources': { get: sources.GET },
  '/api/reports': { get: reports.GET, post: reports.POST },
  '/api/reports/preview': { post: reportsPreview.POST },
  '/api/reports/{reportId}': {
    get: reportsReportId.GET,
    put: reportsReportId.PUT,
    delete: reportsReportId.DELETE,
  },
  '/api/reports/{reportId}/runs': { post: reportsReportIdRuns.POST },
  '/api/reports/{reportId}/versions': { get: reportsReportIdVersions.GET },
  '/api/report-runs/{runId}': { get: reportRunsRunId.GET },
  '/api/report-runs/{runId}/cancel': { post: reportRunsRunIdCancel.POST },
  '/api/report-runs/{runId}/decision': { post: reportRunsRunIdDecision.POST },
  '/api/report-runs/{runId}/chart': { get: reportRunsRunIdChart.GET },
  '/api/report-runs/{runId}/file': { get: reportRunsRunIdFile.GET },
  '/api/report-runs/{runId}/figure': { get: reportRunsRunIdFigure.GET },
  '/api/runs': { post: runs.POST },
  '/api/runs/continue': { post: runsContinue.POST },
  '/api/runs/regenerate': { post: runsRegenerate.POST },
  '/api/runs/{runId}/stop': { post: runsRunIdStop.POST },
  '/api/runs/{runId}/stream': { get: runsRunIdStream.GET },
  '/api/search': { get: search.GET },
  '/api/setup': { get: setup.GET, post: setup.POST },
  '/api/tool-calls': { get: toolCalls.GET, post: toolCalls.POST },
  '/api/tool-calls/{callId}': { get: toolCallsCallId.GET },
  '/api/tool-calls/{callId}/cancel': { post: toolCallsCallIdCancel.POST },
  '/api/tool-calls/{callId}/result': { get: toolCallsCallIdResult.GET },
  '/api/tools': { get: tools.GET },
  '/api/tools/{toolId}/pin': { put: toolsToolIdPin.PUT, delete: toolsToolIdPin.DELETE },
  '/v1/chat/completions': { post: v1ChatCompletions.POST },
  '/v1/completions': { post: v1Completions.POST },
  '/v1/embeddings': { post: v1Embeddings.POST },
  '/v1/models': { get: v1Models.GET },
  '/v1/models/{model}': { get: v1ModelsModel.GET },
  '/v1/tokenize': { post: v1Tokenize.POST },
};
