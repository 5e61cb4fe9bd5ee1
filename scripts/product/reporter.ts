import { translate, type Language, type MessageKey, type MessageValues } from './translate';

/** A phase of the start that people see; `doing.<name>` while it lasts, `step.<name>` when it is done. */
export type StepName = MessageKey extends infer Key ? (Key extends `step.${infer Name}` ? Name : never) : never;

/** The output of the start: its steps, notes and facts. */
export interface Reporter {
  /** Runs `work`, showing what happens and how long it took. */
  step<Result>(name: StepName, work: () => Promise<Result>): Promise<Result>;
  note(key: MessageKey, values?: MessageValues): void;
  /** A label and a value in aligned columns. */
  fact(key: MessageKey, value: string): void;
}

/** Says nothing: tests and benchmarks. */
export const silentReporter: Reporter = {
  step: (_name, work) => work(),
  note: () => undefined,
  fact: () => undefined,
};

export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const LABEL_WIDTH = 46;
const FACT_WIDTH = 12;

/**
 * Writes calm, aligned lines. On a real terminal the running step stands there while it lasts; elsewhere only finished
 * steps are written.
 */
export function terminalReporter(language: Language, out: Terminal): Reporter {
  const isTerminal = out.isTTY === true;
  const open = new Set<StepName>();
  const showOpen = (): void => {
    const last = [...open].at(-1);
    if (isTerminal && last !== undefined)
      out.write(`\r\u001B[2K  \u001B[2m· ${translate(language, `doing.${last}`)} …\u001B[22m`);
  };
  const line = (text: string): void => {
    out.write(`${isTerminal ? '\r\u001B[2K' : ''}${text}\n`);
    showOpen();
  };
  return {
    async step(name, work) {
      const started = performance.now();
      open.add(name);
      showOpen();
      try {
        const result = await work();
        open.delete(name);
        line(
          `  ${isTerminal ? '\u001B[32m✓\u001B[39m' : '✓'} ${padded(translate(language, `step.${name}`), LABEL_WIDTH)}${formatSeconds(performance.now() - started)}`,
        );
        return result;
      } catch (error) {
        open.delete(name);
        line(`  ${isTerminal ? '\u001B[31m✗\u001B[39m' : '✗'} ${translate(language, `doing.${name}`)}`);
        throw error;
      }
    },
    note: (key, values) => line(`  ${translate(language, key, values)}`),
    fact: (key, value) => line(`  ${padded(translate(language, key), FACT_WIDTH)}${value}`),
  };
}

/** Columns a text takes: Chinese characters and full-width punctuation take two. */
export function displayWidth(text: string): number {
  return (
    text.length +
    (text.match(/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g)
      ?.length ?? 0)
  );
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(1, width - displayWidth(text)));
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`;
}
