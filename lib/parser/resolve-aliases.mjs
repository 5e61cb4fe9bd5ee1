/**
 * Lets Node run this program's TypeScript as it is: resolves `@/…` and paths without an extension. tsx would need a
 * child process and a worker, which the permissions of the parser forbid.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const url = specifier.startsWith('@/')
      ? new URL(`${specifier.slice(2)}.ts`, ROOT)
      : specifier.startsWith('.') && context.parentURL?.endsWith('.ts')
        ? new URL(`${specifier}.ts`, context.parentURL)
        : undefined;
    if (url === undefined || !existsSync(fileURLToPath(url))) return next(specifier, context);
    return next(pathToFileURL(fileURLToPath(url)).href, context);
  },
});
