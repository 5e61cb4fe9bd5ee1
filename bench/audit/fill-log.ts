import { seededRandom } from '@/lib/text/seeded-random';
import { AUDIT_ACTIONS, type AuditAction, type AuditEntry, type AuditOutcome } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

const SEED = 20_261_122;
const PER_TRANSACTION = 1_000;
const ACTORS = 500;
const TOOLS = 40;
const CONVERSATIONS = 20_000;
// An event of a sealed segment would be compared with its segment.
const RARE_ACTIONS = AUDIT_ACTIONS.filter((action) => action !== 'audit.sealed');

/** 30 % of all events until half-time, then gone: the newest pages have nothing of them. */
export const HEAVY_ACTOR = uuidOf('a', 0);
/** A tool that was in use during the first 40 % alone. */
export const LEGACY_TOOL = 'tool_0';
/** About one event in 20,000. */
export const RARE_TOOL = 'tool_rare';

export const pickConversation = (index: number): string => uuidOf('c', index);

/** How often each thing happens, of 1,000. */
const KINDS: readonly (readonly [number, AuditAction, AuditOutcome])[] = [
  [300, 'call.requested', 'ok'],
  [260, 'call.executed', 'ok'],
  [30, 'call.failed', 'failed'],
  [20, 'call.refused', 'refused'],
  [10, 'call.invalid', 'failed'],
  [60, 'approval.requested', 'ok'],
  [50, 'approval.approved', 'ok'],
  [8, 'approval.refused', 'refused'],
  [2, 'approval.expired', 'failed'],
  [150, 'session.signed_in', 'ok'],
  [60, 'session.signed_out', 'ok'],
  [40, 'session.refused', 'refused'],
];

/** Writes events as the product does, so that their chain is a real one; nothing when they are there. */
export async function fillLog(events: number, log: (line: string) => void): Promise<Record<string, number> | null> {
  const { rows } = await sqlRunner().query<{ n: number }>('SELECT seq::int AS n FROM audit_head');
  let written = rows[0]?.n ?? 0;
  if (written >= events) return null;
  const random = seededRandom(SEED);
  const started = performance.now();
  while (written < events) {
    const entries = Array.from({ length: PER_TRANSACTION }, (_, index) =>
      makeEntry(random, (written + index) / events),
    );
    await withTransaction((sql) => recordEvents(sql, entries));
    written += PER_TRANSACTION;
    if (written % 100_000 === 0) {
      log(`${written} events, ${Math.round((performance.now() - started) / 1000)} s`);
      await sqlRunner().query('VACUUM ANALYZE audit_event');
    }
  }
  const seconds = (performance.now() - started) / 1000;
  return { seconds: Math.round(seconds), eventsPerSecond: Math.round(events / seconds) };
}

function makeEntry(random: () => number, progress: number): AuditEntry {
  const rest = { actorId: pickActor(random, progress), actorName: '李华', address: '192.0.2.1' };
  const rare = random();
  if (rare < 0.005)
    return {
      action: RARE_ACTIONS[Math.floor(random() * RARE_ACTIONS.length)] ?? 'tool.created',
      outcome: 'ok',
      ...rest,
      targetKind: 'tool',
      targetId: uuidOf('b', Math.floor(random() * TOOLS)),
    };
  const [, action, outcome] = pickKind(random);
  if (action.startsWith('session.'))
    return {
      action,
      outcome,
      ...rest,
      actorId: action === 'session.refused' ? null : rest.actorId,
      targetKind: 'session',
      targetId: crypto.randomUUID(),
      details: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' },
    };
  const conversationId = pickConversation(Math.floor(CONVERSATIONS * random() ** 2));
  return {
    action,
    outcome,
    ...rest,
    targetKind: 'call',
    targetId: crypto.randomUUID(),
    toolName: pickTool(random, progress),
    conversationId,
    runId: crypto.randomUUID(),
    callId: crypto.randomUUID(),
    details: {
      arguments: { city: '杭州', orderId: Math.floor(random() * 1e9) },
      argumentHash: 'ab'.repeat(32),
      durationMs: Math.floor(random() * 900),
    },
  };
}

function pickActor(random: () => number, progress: number): string {
  return progress < 0.5 && random() < 0.6 ? HEAVY_ACTOR : uuidOf('a', 1 + Math.floor(ACTORS * random() ** 2));
}

function pickTool(random: () => number, progress: number): string {
  if (random() < 0.000_05) return RARE_TOOL;
  return progress < 0.4 && random() < 0.5 ? LEGACY_TOOL : `tool_${1 + Math.floor((TOOLS - 1) * random() ** 3)}`;
}

function pickKind(random: () => number): (typeof KINDS)[number] {
  let left = random() * KINDS.reduce((sum, [weight]) => sum + weight, 0);
  for (const kind of KINDS) if ((left -= kind[0]) < 0) return kind;
  return [0, 'call.requested', 'ok'];
}

function uuidOf(kind: string, index: number): string {
  return `00000000-0000-4000-8000-${kind}${index.toString(16).padStart(11, '0')}`;
}
