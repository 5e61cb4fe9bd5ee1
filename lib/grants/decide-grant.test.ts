import { describe, expect, it } from 'vitest';
import { approvalPolicySchema, type GrantEffect, type GrantLimits } from '@/lib/tools/contracts';
import { approvalOf, decideGrant, tightest, type ApplicableGrant } from '@/lib/grants/decide-grant';
import { mayDecide, type Decider } from '@/lib/grants/may-decide';

let made = 0;
const grant = (
  subjectKind: ApplicableGrant['subjectKind'],
  effect: GrantEffect,
  limits: GrantLimits = {},
): ApplicableGrant => {
  made += 1;
  return { id: `g${made}`, toolId: 't', subjectKind, subjectId: `${subjectKind}-${made}`, effect, limits };
};

describe('decideGrant', () => {
  it('denies what nobody granted', () => {
    expect(decideGrant([])).toEqual({ effect: 'deny', why: 'nothing', decidedBy: [], limits: [] });
  });

  it.each<[ApplicableGrant['subjectKind']]>([['role'], ['group'], ['person']])(
    'a deny of the %s wins over everything',
    (level) => {
      const denial = grant(level, 'deny');
      const answer = decideGrant([grant('role', 'allow'), grant('group', 'allow'), grant('person', 'allow'), denial]);
      expect(answer).toMatchObject({ effect: 'deny', why: 'denied', decidedBy: [denial], limits: [] });
    },
  );

  it.each<[ApplicableGrant['subjectKind'], GrantEffect, [ApplicableGrant['subjectKind'], GrantEffect][]]>([
    ['role', 'ask', [['role', 'ask']]],
    [
      'group',
      'allow',
      [
        ['role', 'ask'],
        ['group', 'allow'],
      ],
    ],
    [
      'group',
      'ask',
      [
        ['role', 'allow'],
        ['group', 'ask'],
      ],
    ],
    [
      'person',
      'allow',
      [
        ['role', 'ask'],
        ['group', 'ask'],
        ['person', 'allow'],
      ],
    ],
    [
      'person',
      'ask',
      [
        ['role', 'allow'],
        ['group', 'allow'],
        ['person', 'ask'],
      ],
    ],
    [
      'group',
      'ask',
      [
        ['group', 'allow'],
        ['group', 'ask'],
        ['group', 'allow'],
      ],
    ],
  ])('the most specific level decides: %s %s', (why, effect, given) => {
    expect(decideGrant(given.map(([kind, one]) => grant(kind, one)))).toMatchObject({ why, effect });
  });

  it('names the grants that decided', () => {
    const ask = grant('group', 'ask');
    expect(decideGrant([grant('role', 'ask'), grant('group', 'allow'), ask]).decidedBy).toEqual([ask]);
  });

  it('keeps the limits of every grant that applies, and the tightest counts', () => {
    const { limits } = decideGrant([
      grant('role', 'allow', { perMinute: 10, perDay: 50 }),
      grant('group', 'allow', { perMinute: 3 }),
      grant('person', 'allow', { perMinute: 30, total: 5 }),
    ]);
    expect([tightest(limits, 'perMinute'), tightest(limits, 'perDay'), tightest(limits, 'total')]).toEqual([3, 50, 5]);
    expect(tightest([{}], 'total')).toBeNull();
  });
});

describe('approvalOf', () => {
  const approval = (mode: string, more: object = {}) => approvalPolicySchema.parse({ mode, ...more });

  it.each<['read' | 'change', string, 'allow' | 'ask', string | null]>([
    ['read', 'none', 'allow', null],
    ['read', 'self', 'allow', null],
    ['read', 'approvers', 'allow', null],
    ['change', 'none', 'allow', null],
    ['change', 'self', 'allow', 'self'],
    ['change', 'approvers', 'allow', 'approvers'],
    ['read', 'none', 'ask', 'self'],
    ['change', 'none', 'ask', 'self'],
    ['read', 'approvers', 'ask', 'approvers'],
    ['change', 'self', 'ask', 'self'],
  ])('a tool that can %s, with %s, granted as %s: %s', (effect, mode, granted, expected) => {
    expect(approvalOf({ effect, approval: approval(mode) }, granted)?.mode ?? null).toBe(expected);
  });

  it.each(['none', 'self'])('asks the person themself with %s, whatever the tool says of approvers', (mode) => {
    expect(
      approvalOf({ effect: 'change', approval: approval(mode, { fourEyes: true, roles: ['admin'] }) }, 'ask'),
    ).toMatchObject({ mode: 'self', fourEyes: false, roles: [] });
  });
});

describe('mayDecide', () => {
  const decider = (given: Partial<Decider>): Decider => ({
    id: 'me',
    role: 'employee',
    groupIds: [],
    isDisabled: false,
    ...given,
  });
  const policy = (given: object) => {
    const parsed = approvalPolicySchema.parse({ mode: 'approvers', ...given });
    return { ...parsed, mode: parsed.mode === 'self' ? ('self' as const) : ('approvers' as const) };
  };
  const group = '0199aaaa-0000-7000-8000-000000000001';

  it.each<[string, object, string, Partial<Decider>, 'yes' | 'own' | 'no']>([
    ['the person themself', { mode: 'self' }, 'me', {}, 'yes'],
    ['somebody else', { mode: 'self' }, 'them', {}, 'no'],
    ['an administrator, for somebody’s own confirmation', { mode: 'self' }, 'them', { role: 'admin' }, 'no'],
    ['an administrator whose role is not named', { roles: ['agent'] }, 'them', { role: 'admin' }, 'no'],
    ['a role that is named', { roles: ['agent'] }, 'them', { role: 'agent' }, 'yes'],
    ['a member of a named group', { groupIds: [group] }, 'them', { groupIds: [group] }, 'yes'],
    ['no member', { groupIds: [group] }, 'them', {}, 'no'],
    ['an approver, their own call', { roles: ['employee'] }, 'me', {}, 'yes'],
    ['an approver, their own call, four eyes', { roles: ['employee'], fourEyes: true }, 'me', {}, 'own'],
    ['an approver, another’s call, four eyes', { roles: ['employee'], fourEyes: true }, 'them', {}, 'yes'],
    ['a disabled approver', { roles: ['employee'] }, 'them', { isDisabled: true }, 'no'],
    ['the requester, who is no approver', { roles: ['admin'] }, 'me', {}, 'no'],
  ])('%s', (_who, given, requesterId, who, expected) => {
    expect(mayDecide(policy(given), requesterId, decider(who))).toBe(expected);
  });
});
