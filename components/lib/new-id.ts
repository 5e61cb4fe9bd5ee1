import { v7 } from 'uuid';

/**
 * A new UUIDv7 (sorts by time). Works on plain HTTP, where `crypto.randomUUID` does not exist: it needs
 * `getRandomValues` alone.
 */
export function newId(): string {
  return v7();
}
