'use client';
import { useEffect } from 'react';
import { browserStorage } from '@/components/lib/browser-storage';
import { currentPersonId } from '@/components/lib/current-person';

const KEY = 'yika:person';

/**
 * Compares who is signed in between the tabs of this browser. A tab that shows another person's page is loaded again,
 * so that nothing typed by one person is sent in the name of another. A tab on the sign-in page goes on when a person
 * has signed in elsewhere.
 */
export function PersonWatch() {
  useEffect(() => {
    const person = currentPersonId();
    const storage = browserStorage();
    try {
      if (person === null) storage.removeItem(KEY);
      else if (storage.getItem(KEY) !== person) storage.setItem(KEY, person);
    } catch (error) {
      console.warn('other tabs cannot learn who is signed in', error);
    }
    const onStorage = (event: StorageEvent) => {
      if (event.key !== KEY || event.newValue === null || event.newValue === person) return;
      if (person !== null || window.location.pathname === '/sign-in') window.location.reload();
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);
  return null;
}
