import { AppError } from '@/lib/errors/app-error';

const CAUSES: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/no space left on device|disk quota exceeded/i, 'disk-full'],
  [/permission denied|invalid permissions|wrong ownership/i, 'data-folder-unusable'],
  [/incompatible with server|not compatible with this version/i, 'data-folder-other-version'],
  [/could not (map|create shared memory|allocate)|cannot allocate memory/i, 'out-of-memory'],
];

/** Turns what PostgreSQL's programs wrote before they gave up into the error whose sentence says what to do. */
export function explainServerLog(output: string, folder: string): AppError {
  const lines = output.split('\n').filter((line) => /\b(FATAL|PANIC|ERROR|error)\b/.test(line));
  const reason = (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').trim();
  const code = CAUSES.find(([pattern]) => pattern.test(output))?.[1] ?? 'postgres-did-not-start';
  return new AppError({
    kind: 'unavailable',
    code,
    detail: `PostgreSQL did not start: ${reason}`,
    values: { folder, reason, found: '?', needed: '?' },
  });
}
