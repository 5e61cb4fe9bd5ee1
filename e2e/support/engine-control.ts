import { demoEngineLiveSettingsSchema, type DemoEngineLiveSettings } from '@/lib/config/demo-engine-config';

/** Scripts the demo engine and reads its state; docs/demo-engine.md lists the settings. */
export class EngineControl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Changes some settings, for instance `{ slots: 1 }`. */
  configure(settings: Partial<DemoEngineLiveSettings>): Promise<unknown> {
    return this.#ask('POST', 'configure', settings);
  }

  /** Adds faults: `script({ fault: 'stall', … })` or `script({ faults: […] })`. */
  script(faults: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#ask('POST', 'script', faults);
  }

  /** The running and waiting requests, and the log of requests. */
  state(): Promise<unknown> {
    return this.#ask('GET', 'state');
  }

  /** Clears faults, counters and the log, and goes back to the settings of one RTX 3090. */
  async reset(): Promise<void> {
    await this.#ask('POST', 'script', { clear: true });
    await this.#ask('POST', 'configure', demoEngineLiveSettingsSchema.parse({}));
    await this.#ask('POST', 'reset');
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The demo engine refused ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
