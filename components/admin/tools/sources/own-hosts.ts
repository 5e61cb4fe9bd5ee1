import type { OpenApiPreview } from '@/lib/tools/openapi-contracts';

/** The hosts of the chosen operations' own servers, each once. */
export function ownHosts(
  { operations }: OpenApiPreview,
  choices: ReadonlyMap<string, { readonly isChosen: boolean }>,
): string[] {
  const chosen = operations.filter(({ key }) => choices.get(key)?.isChosen === true);
  return [...new Set(chosen.flatMap(({ serverUrl }) => (serverUrl === null ? [] : [new URL(serverUrl).host])))];
}
