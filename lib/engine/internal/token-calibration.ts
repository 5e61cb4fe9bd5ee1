/** Below this the template's overhead, not the text, decides the ratio. */
const MIN_ESTIMATE = 200;
const DECAY = 0.02;
/** Kept above what was seen, because the next text may be denser. */
const MARGIN = 1.1;
const LOWEST_RATIO = 0.6;

/**
 * How much of the (high) estimate real counts come to, on this engine with what people here write: the highest lately,
 * slowly forgotten.
 */
export class TokenCalibration {
  #ratio = 1;

  observe(estimated: number, actual: number): void {
    if (estimated < MIN_ESTIMATE || actual <= 0) return;
    const ratio = actual / estimated;
    this.#ratio = ratio > this.#ratio ? ratio : this.#ratio + (ratio - this.#ratio) * DECAY;
  }

  /** An estimate closer to the truth, still on its high side. */
  apply(estimated: number): number {
    return Math.ceil(estimated * Math.min(1, Math.max(LOWEST_RATIO, this.#ratio * MARGIN)));
  }
}

declare global {
  var yikaTokenCalibration: TokenCalibration | undefined;
}

/** This process's calibration. */
export function tokenCalibration(): TokenCalibration {
  globalThis.yikaTokenCalibration ??= new TokenCalibration();
  return globalThis.yikaTokenCalibration;
}
