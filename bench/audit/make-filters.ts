import type { AuditFilter } from '@/lib/audit/contracts';

interface Known {
  readonly heavyActor: string;
  readonly legacyTool: string;
  readonly rareTool: string;
  readonly conversation: string;
  readonly from: Date;
  readonly to: Date;
}

export interface NamedFilter {
  readonly name: string;
  readonly filter: AuditFilter;
}

/**
 * Every combination of what an auditor may choose: nothing or one of several values for each of person, tool, action,
 * outcome, conversation and time; common and rare ones, ones that never meet, ones that were common long ago.
 */
export function makeFilters({
  heavyActor,
  legacyTool,
  rareTool,
  conversation,
  from,
  to,
}: Known): readonly NamedFilter[] {
  const at = (part: number): string => new Date(from.getTime() + part * (to.getTime() - from.getTime())).toISOString();
  const ordinary = heavyActor.replace(/0$/, '9');
  const choices: readonly (readonly (readonly [string, AuditFilter])[])[] = [
    [
      ['gone heavy person', { actorId: heavyActor }],
      ['ordinary person', { actorId: ordinary }],
      ['nobody', { actorId: crypto.randomUUID() }],
    ],
    [
      ['legacy tool', { toolName: legacyTool }],
      ['common tool', { toolName: 'tool_1' }],
      ['rare tool', { toolName: rareTool }],
    ],
    [
      ['executed', { action: 'call.executed' }],
      ['signed in', { action: 'session.signed_in' }],
      ['expired', { action: 'approval.expired' }],
      ['rare action', { action: 'secret.created' }],
    ],
    [
      ['ok', { outcome: 'ok' }],
      ['refused', { outcome: 'refused' }],
      ['failed', { outcome: 'failed' }],
    ],
    [['conversation', { conversationId: conversation }]],
    [
      ['oldest fifth', { to: at(0.2) }],
      ['middle', { from: at(0.45), to: at(0.55) }],
      ['newest fifth', { from: at(0.8) }],
      ['a moment', { from: at(0.3), to: at(0.3001) }],
    ],
  ];
  let filters: NamedFilter[] = [{ name: 'no filter', filter: {} }];
  for (const choice of choices) {
    filters = filters.flatMap((before) => [
      before,
      ...choice.map(([name, filter]) => ({
        name: before.name === 'no filter' ? name : `${before.name} + ${name}`,
        filter: { ...before.filter, ...filter },
      })),
    ]);
  }
  return filters;
}
