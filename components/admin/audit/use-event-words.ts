'use client';
import { useCallback, useMemo } from 'react';
import { useMessages, useTranslations } from 'use-intl/react';
import { isSystemEvent } from '@/components/admin/audit/system-event';
import { formatAuditValue } from '@/components/admin/audit/format-audit-value';
import type { Tone } from '@/components/ui/badge';
import { auditOutcomeSchema, type AuditEventDto } from '@/lib/audit/contracts';
import { roleSchema, type Role } from '@/lib/auth/contracts';
import { grantEffectSchema, type GrantEffect } from '@/lib/tools/contracts';

export const OUTCOME_TONES: Readonly<Record<string, Tone>> = { ok: 'neutral', refused: 'queue', failed: 'danger' };

export interface EventWords {
  /** The label of an action: 登录被拒. */
  readonly action: (action: string) => string;
  readonly outcome: (outcome: string) => string;
  /** The label of a kind of target: 工具, 人员. */
  readonly kind: (targetKind: string) => string;
  /** The label of a member of the details; its own name when it has none. */
  readonly key: (name: string) => string;
  /** The value of a member of the details, with labels as far as there are any, else as stored. */
  readonly value: (name: string, value: unknown) => string;
  readonly who: (event: AuditEventDto) => string;
  /** A summary of the event in one line. */
  readonly what: (event: AuditEventDto) => string;
}

/** Labels for events of the log. An event of a newer version, without a label here, is shown by its own name. */
export function useEventWords(): EventWords {
  const t = useTranslations('audit');
  const messages = useMessages();
  const action = useCallback(
    (name: string) => {
      const [group = '', verb = ''] = name.split('.');
      const found = new Map(Object.entries(messages.audit.actions)).get(group);
      return found === undefined ? name : (new Map<string, string>(Object.entries(found)).get(verb) ?? name);
    },
    [messages],
  );
  const outcome = useCallback(
    (name: string) => {
      const known = auditOutcomeSchema.safeParse(name);
      return known.success ? t(`outcomes.${known.data}`) : name;
    },
    [t],
  );
  const kind = useCallback(
    (name: string) => new Map(Object.entries(messages.audit.groups)).get(name) ?? name,
    [messages],
  );
  const key = useCallback((name: string) => new Map(Object.entries(messages.audit.keys)).get(name) ?? name, [messages]);
  const roles = useTranslations('common.role');
  const effects = useTranslations('governance.grants.effects');
  const value = useCallback(
    (name: string, given: unknown) =>
      formatAuditValue(name, given, {
        key,
        valuesOf: (member) =>
          new Map<string, string>(
            Object.entries(
              new Map<string, object>(
                Object.entries({ ...messages.audit.values, role: messages.common.role, roles: messages.common.role }),
              ).get(member) ?? {},
            ),
          ),
        flag: (isTrue) => t(isTrue ? 'details.yes' : 'details.no'),
        change: (before, after) => t('details.change', { before, after }),
        fact: (member, text) => t('details.fact', { name: member, value: text }),
      }),
    [messages, t, key],
  );
  const what = useCallback(
    (event: AuditEventDto) => {
      const details = readDetails(event.details);
      return lineOf(event, details, grantWords(details, roles, effects));
    },
    [roles, effects],
  );
  const who = useCallback(
    (event: AuditEventDto) => {
      if (isSystemEvent(event)) return t('list.system');
      return event.actorName === '' ? t('list.nobody') : event.actorName;
    },
    [t],
  );
  return useMemo(
    () => ({ action, outcome, kind, key, value, who, what }),
    [action, outcome, kind, key, value, who, what],
  );
}

const WHAT_LENGTH = 90;

type Details = Readonly<Record<string, unknown>>;

/** The summary of a grant: its subject and its effect. */
function grantWords(
  { subjectName, subjectKind, effect }: Details,
  roles: (role: Role) => string,
  effects: (effect: GrantEffect) => string,
): readonly unknown[] {
  const role = roleSchema.safeParse(subjectName);
  const known = grantEffectSchema.safeParse(effect);
  return [
    subjectKind === 'role' && role.success ? roles(role.data) : subjectName,
    known.success ? effects(known.data) : undefined,
  ];
}

function lineOf(event: AuditEventDto, details: Details, more: readonly unknown[]): string {
  // The approved arguments, if they differ from the requested ones.
  const called = details.editedArguments ?? details.arguments;
  const given =
    typeof called === 'object' && called !== null
      ? Object.values(called).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
      : [];
  // The address matters for a sign-in, not for a tool.
  const address = event.toolName === null ? event.address : null;
  const parts = [
    event.toolName,
    ...more,
    details.name,
    details.title,
    details.reason,
    ...given,
    details.argumentsStart,
    details.file,
    address,
  ].filter((part) => typeof part === 'string' && part !== '');
  const line = parts.length === 0 ? (event.targetId ?? '') : [...new Set(parts)].join(' · ');
  return line.length > WHAT_LENGTH ? `${line.slice(0, WHAT_LENGTH)}…` : line;
}

/** Parses the details; empty when they are not an object. */
export function readDetails(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Somebody changed the text in the database: the verification reports it, and the raw text is shown.
    return {};
  }
}
