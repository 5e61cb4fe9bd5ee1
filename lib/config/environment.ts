import { existsSync } from 'node:fs';

/** Reads `.env` of the working directory into the environment; variables that are already set win. */
export function loadEnvironmentFile(file = '.env'): void {
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Sets variables for this process and its children; call before `getConfig()`. */
export function setEnvironment(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
}

/** What the start alone needs. Empty and not absent in children, so that no `.env` file sets it again there. */
const FOR_THE_START_ALONE = { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } as const;

/** The environment of a child process: ours without the first administrator's password, with some variables changed. */
export function childEnvironment(variables: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...FOR_THE_START_ALONE, ...variables };
}

/** The environment as it is now, to be parsed. */
export function currentEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Removes the first administrator's password from this process, after it was used. */
export function forgetFirstAdmin(): void {
  Object.assign(process.env, FOR_THE_START_ALONE);
}

/** The language to write to this terminal: Chinese where the locale says so, else English. */
export function terminalLanguage(environment: Readonly<Record<string, string | undefined>> = process.env): 'zh' | 'en' {
  const locale = [environment.LC_ALL, environment.LC_MESSAGES, environment.LANG].find(
    (value) => value !== undefined && value !== '',
  );
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}

/** The folders of PATH, in order. */
export function searchPath(): string[] {
  return (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
}

/**
 * A variable that one of our own programs hands to another one (the end-to-end tests' product), never configuration.
 */
export function readHandedOver(name: `YIKA_${string}`): string | undefined {
  return process.env[name];
}
