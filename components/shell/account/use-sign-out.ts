'use client';
import { useCallback } from 'react';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';

/** Signs out here; what it takes is loaded when it is wanted. */
export function useSignOut(): () => void {
  const errorText = useErrorText();
  return useCallback(() => {
    import('@/components/auth/request-session')
      .then(({ requestSignOut }) => requestSignOut())
      .catch((error: unknown) => showToast({ text: errorText(error), tone: 'danger' }));
  }, [errorText]);
}
