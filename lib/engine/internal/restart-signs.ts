/** The start of the process (vLLM, SGLang and other Prometheus clients), or a counter that only grows (llama.cpp). */
const START = /^process_start_time_seconds(?:\{[^}]*\})? (\S+)/m;
const COUNTER = /^llamacpp:n_decode_total (\S+)/m;

/** Notices in an engine's metrics that it was restarted since the last reading. */
export class RestartSigns {
  #start: string | undefined;
  #counter = 0;

  /** Takes a reading. True when the process is another one than at the reading before. */
  sees(metrics: string): boolean {
    const start = START.exec(metrics)?.[1];
    const counter = Number(COUNTER.exec(metrics)?.[1] ?? 0);
    const isOther = (this.#start !== undefined && start !== this.#start) || counter < this.#counter;
    this.#start = start;
    this.#counter = counter;
    return isOther;
  }
}
