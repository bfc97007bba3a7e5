/**
 * What happened in none of `trials` independent trials happens, with 95 % confidence, in at most
 * this share of them: the exact bound 1 - 0.05^(1/n), which Hanley & Lippman-Hand, "If Nothing Goes
 * Wrong, Is Everything All Right?", JAMA 249 (1983) round to 3/n.
 */
export function ruleOfThree(trials: number): number {
  return trials === 0 ? 1 : 1 - 0.05 ** (1 / trials);
}
