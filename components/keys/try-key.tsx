'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { OWN_KEYS } from '@/components/keys/key-requests';
import { streamChat } from '@/components/keys/stream-chat';
import { isApiProblem } from '@/components/lib/api-problem';
import { useErrorText } from '@/components/lib/use-error-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Textarea } from '@/components/ui/textarea';

/** One real request with a key, as a program would send it. The secret stays in this page. */
export function TryKey({ secret: given }: { readonly secret: string }) {
  const t = useTranslations('keys.try');
  const formId = useId();
  const [typed, setTyped] = useState('');
  const [prompt, setPrompt] = useState(() => t('prompt'));
  const [text, setText] = useState('');
  const [position, setPosition] = useState<number | null>(null);
  const abort = useRef<AbortController | null>(null);
  const secret = typed === '' ? given : typed;
  useEffect(() => () => abort.current?.abort(), []);
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const send = useMutation({
    onSettled: () => queryClient.invalidateQueries({ queryKey: OWN_KEYS }),
    mutationFn: async () => {
      abort.current = new AbortController();
      setText('');
      setPosition(null);
      await streamChat({
        secret: secret.trim(),
        prompt,
        signal: abort.current.signal,
        onPosition: setPosition,
        onText: (delta) => {
          setPosition(null);
          setText((before) => before + delta);
        },
      });
    },
  });
  const failure = send.isError && send.error.name !== 'AbortError' ? send.error : null;
  return (
    <section aria-label={t('title')} className="grid gap-4 rounded-md border border-line p-4">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">{t('title')}</h2>
        <p className="text-sm text-muted">{t('hint')}</p>
      </div>
      <form
        id={formId}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!send.isPending) send.mutate();
        }}
      >
        <Field label={t('secret')} hint={given === '' ? t('secretHint') : t('secretKnown')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              value={typed}
              placeholder={given === '' ? 'yk-…' : '••••••••'}
              required={given === ''}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        </Field>
        <Field label={t('question')}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              required
              value={prompt}
              onChange={({ target }) => setPrompt(target.value)}
            />
          )}
        </Field>
      </form>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" form={formId} variant="primary" busy={send.isPending}>
          {t('send')}
        </Button>
        {send.isPending ? <Button onClick={() => abort.current?.abort()}>{t('stop')}</Button> : null}
        <p role="status" className="text-sm text-muted">
          {send.isPending && position !== null ? t('waiting', { position }) : ''}
        </p>
      </div>
      {failure === null ? null : (
        <Notice tone="danger" role="alert">
          {isApiProblem(failure) ? (
            <>
              {errorText(failure)} <code className="text-xs">{failure.code}</code>
            </>
          ) : (
            t('failed')
          )}
        </Notice>
      )}
      {text === '' ? null : (
        <output className="block rounded-md bg-sunken p-3 text-sm whitespace-pre-wrap">{text}</output>
      )}
    </section>
  );
}
