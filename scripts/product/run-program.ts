import { loadEnvironmentFile, terminalLanguage } from '@/lib/config/environment';
import { generateClient } from './prepare-app';
import { silentReporter } from './reporter';
import { explainError, type Language } from './translate';

/**
 * The frame of a program that does one thing and ends: `.env`, the database client, one sentence and exit code 1 on
 * failure.
 */
export async function runProgram(work: (language: Language) => Promise<void>): Promise<never> {
  const language = terminalLanguage();
  // Ctrl-C, or the end of what started us: what is half done is undone by the database and by the next start.
  process.on('disconnect', () => process.exit(130));
  try {
    loadEnvironmentFile();
    await generateClient(silentReporter);
    await work(language);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${explainError(language, error)}\n`);
    process.exit(1);
  }
}
