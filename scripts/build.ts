/** `npm run build`: the database client and the app, when stale; `npm start` does it too. */
import { buildApp } from './product/prepare-app';
import { terminalReporter } from './product/reporter';
import { runProgram } from './product/run-program';

await runProgram(async (language) => {
  await buildApp(terminalReporter(language, process.stdout));
});
