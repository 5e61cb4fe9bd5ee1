import type { KeyValueStorage } from '@/components/lib/browser-storage';

/** Fields of a form by their names, as JSON. */
export type KeptValues = Readonly<Record<string, unknown>>;

export function keptKey(name: string): string {
  return `yika:form:${name}`;
}

/** The stored values of a form; null: there are none, or they cannot be read. */
export function readKept(storage: KeyValueStorage, name: string): KeptValues | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keptKey(name)) ?? 'null');
    return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? { ...kept } : null;
  } catch {
    return null; // Not written by Yika, or storage is disabled.
  }
}

export function writeKept(storage: KeyValueStorage, name: string, values: KeptValues): void {
  try {
    storage.setItem(keptKey(name), JSON.stringify(values));
  } catch (error) {
    console.warn('the form cannot be kept over signing in again', error);
  }
}

const shapeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);

/** The stored fields that the form still has with the same type. */
export function fittingValues<Values extends object>(kept: KeptValues, beginning: Values): Partial<Values> {
  const shapes = new Map(Object.entries(beginning).map(([field, value]) => [field, shapeOf(value)]));
  const fitting = Object.entries(kept).filter(([field, value]) => shapes.get(field) === shapeOf(value));
  return Object.fromEntries(fitting) as Partial<Values>;
}

/**
 * Removes values that may be credentials: a value is kept only when it is a reference to a secret or an argument, as in
 * `Bearer {{secret.name}}`.
 */
export function withoutCredentials(
  pairs: readonly { readonly name: string; readonly value: string }[] = [],
): { name: string; value: string }[] {
  return pairs.map(({ name, value }) => ({ name, value: /^(?:[A-Za-z]+ )?\{\{[^{}]+\}\}$/.test(value) ? value : '' }));
}
