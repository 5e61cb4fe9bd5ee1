import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { expect, it } from 'vitest';
import { useEventWords } from '@/components/admin/audit/use-event-words';
import { AUDIT_ACTIONS, type AuditEventDto } from '@/lib/audit/contracts';
import { catalogue } from '@/lib/i18n/catalogue';
import { LOCALES, type Locale } from '@/lib/i18n/locales';

function Said({ names, of }: { readonly names: readonly string[]; readonly of: 'key' | 'action' }) {
  const words = useEventWords();
  return names.map((name) => words[of](name)).join('|');
}

function say(locale: Locale, of: 'key' | 'action', names: readonly string[]): string[] {
  const { audit, common, governance } = catalogue[locale];
  return renderToStaticMarkup(
    <IntlProvider locale={locale} timeZone="UTC" messages={{ audit, common, governance }}>
      <Said names={names} of={of} />
    </IntlProvider>,
  ).split('|');
}

it('what stands in the details of an event has words; what has none keeps its name', () => {
  expect(say('zh', 'key', ['argumentHash', 'requesterId', 'somethingNewer'])).toEqual([
    '参数的哈希',
    '发起人编号',
    'somethingNewer',
  ]);
  expect(say('en', 'key', ['argumentHash', 'requesterId', 'somethingNewer'])).toEqual([
    'Hash of the arguments',
    'Requester',
    'somethingNewer',
  ]);
});

function Value({ name, value }: { readonly name: string; readonly value: unknown }) {
  return useEventWords().value(name, value);
}

it('values of the details have words too; what an admin or a model wrote stays as it is', () => {
  const { audit, common, governance } = catalogue.zh;
  const render = (name: string, value: unknown) =>
    renderToStaticMarkup(
      <IntlProvider locale="zh" timeZone="UTC" messages={{ audit, common, governance }}>
        <Value name={name} value={value} />
      </IntlProvider>,
    );
  expect(
    [
      ['effect', 'change'],
      ['effect', 'deny'],
      ['origin', 'person'],
      ['role', 'agent'],
      ['fourEyes', true],
      ['phase', 'ended'],
    ].map(([name, value]) => render(String(name), value)),
  ).toEqual(['会改动数据', '禁止', '人', '客服', '是', '结束']);
  expect(render('effect', 'something newer')).toBe('something newer');
  expect(render('approval', { mode: 'approvers', roles: ['admin', 'agent'], fourEyes: false })).toBe(
    '审批方式：由审批人批准\n角色：管理员, 客服\n双人审批：否',
  );
  expect(render('changes', { effect: { before: 'read', after: 'change' }, timeoutMs: { before: 1, after: 2 } })).toBe(
    '作用：只查询 → 会改动数据\n时限（毫秒）：1 → 2',
  );
  expect(render('name', 'change')).toBe('change');
  expect(render('arguments', { effect: 'change' })).toBe('{\n &quot;effect&quot;: &quot;change&quot;\n}');
});

function What({ event }: { readonly event: AuditEventDto }) {
  return useEventWords().what(event);
}

function whatOf(given: Partial<AuditEventDto>, details: unknown): string {
  const { audit, common, governance } = catalogue.zh;
  const event: AuditEventDto = {
    seq: 1,
    at: '2026-11-23T00:00:00.000Z',
    action: 'approval.requested',
    outcome: 'ok',
    actorId: null,
    actorName: '小何',
    address: '10.0.0.7',
    targetKind: 'tool',
    targetId: 't',
    toolName: 'refund_order',
    conversationId: null,
    runId: null,
    callId: 'c',
    details: JSON.stringify(details),
    prevHash: '',
    hash: '',
    ...given,
  };
  return renderToStaticMarkup(
    <IntlProvider locale="zh" timeZone="UTC" messages={{ audit, common, governance }}>
      <What event={event} />
    </IntlProvider>,
  );
}

it('what an event of an approval is about: the tool and what was asked for, as it was approved, and no address', () => {
  const asked = { argumentHash: 'h', arguments: { amount: 3, order_no: 'SO-10010', reason: '破损' } };
  expect(whatOf({}, asked)).toBe('refund_order · 3 · SO-10010 · 破损');
  expect(
    whatOf(
      { action: 'approval.approved' },
      { ...asked, editedArguments: { amount: 2.5, order_no: 'SO-10010', reason: '破损' } },
    ),
  ).toBe('refund_order · 2.5 · SO-10010 · 破损');
  expect(whatOf({ action: 'approval.refused' }, { ...asked, reason: '金额不对' })).toBe(
    'refund_order · 金额不对 · 3 · SO-10010 · 破损',
  );
  // As it was written before events of approvals had the arguments.
  expect(whatOf({}, { argumentHash: 'h' })).toBe('refund_order');
  expect(whatOf({ action: 'session.signed_in', toolName: null }, {})).toBe('10.0.0.7');
});

it.each(LOCALES)('every kind of event has words in %s', (locale) => {
  expect(say(locale, 'action', AUDIT_ACTIONS).filter((word) => word.includes('.'))).toEqual([]);
});
