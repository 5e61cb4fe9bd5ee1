import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useCopy, type CopyOptions } from '@/components/ui/use-copy';
import { listenToToasts, type ToastInput } from '@/components/ui/toast';
import { catalogue } from '@/lib/i18n/catalogue';

type Copy = ReturnType<typeof useCopy>;

/** What a component copies with. */
function copyOf(options: CopyOptions): Copy {
  const taken: Copy[] = [];
  function Taker() {
    taken.push(useCopy(options));
    return null;
  }
  renderToStaticMarkup(
    <IntlProvider locale="zh" timeZone="UTC" messages={{ common: catalogue.zh.common }}>
      <Taker />
    </IntlProvider>,
  );
  const [copy] = taken;
  if (copy === undefined) throw new Error('nothing was rendered');
  return copy;
}

async function copied(
  accepts: boolean,
  options: CopyOptions = {},
): Promise<{ readonly result: boolean; readonly toasts: readonly ToastInput[] }> {
  const element = { style: {}, setAttribute: vi.fn(), focus: vi.fn(), setSelectionRange: vi.fn(), remove: vi.fn() };
  vi.stubGlobal('HTMLElement', Map);
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', {
    clipboard: {
      writeText: () => (accepts ? Promise.resolve() : Promise.reject(new DOMException('refused', 'NotAllowedError'))),
    },
  });
  vi.stubGlobal('document', {
    activeElement: null,
    body: { append: vi.fn() },
    createElement: () => element,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
    execCommand: () => false,
    getElementById: () => null,
  });
  const toasts: ToastInput[] = [];
  const end = listenToToasts((toast) => toasts.push(toast));
  const result = await copyOf(options)('SO-10010');
  end();
  return { result, toasts };
}

afterEach(() => vi.unstubAllGlobals());

it('says that it copied, quietly', async () => {
  expect(await copied(true)).toEqual({ result: true, toasts: [{ text: '已复制', key: 'copy' }] });
});

it.each([false, true])(
  'says in the tone of a failure that it did not, with a tick (%s) or without',
  async (hasTick) => {
    const { result, toasts } = await copied(false, { hasTick });
    expect(result).toBe(false);
    expect(toasts).toEqual([{ text: catalogue.zh.common.copyFailed, tone: 'danger', key: 'copy' }]);
  },
);

it('leaves the screen alone where a tick says it', async () => {
  expect((await copied(true, { hasTick: true })).toasts).toEqual([]);
});
