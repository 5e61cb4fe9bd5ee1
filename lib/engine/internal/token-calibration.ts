/** Below this the template's overhead, not the text, decides the ratio. */
const MIN_ESTIMATE = 200;
const DECAY = 0.02;
/** The ratio stays above the measured one, because the next text may have more tokens per character. */
const MARGIN = 1.1;
const LOWEST_RATIO = 0.6;

/**
 * The ratio of real token counts to the (high) estimate, on this engine and with the texts of this installation: the
 * highest recent ratio, which decays slowly.
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
  var yikaTokenCalibrations: Map<string, TokenCalibration> | undefined;
}

/** This process's calibration for a model. */
export function tokenCalibration(model: string): TokenCalibration {
  const calibrations = (globalThis.yikaTokenCalibrations ??= new Map<string, TokenCalibration>());
  const known = calibrations.get(model) ?? new TokenCalibration();
  calibrations.set(model, known);
  return known;
}
