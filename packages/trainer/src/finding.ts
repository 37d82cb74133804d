/** What can go wrong, by the names that textbooks use. */
export type Ailment =
  | 'vanishing gradients'
  | 'exploding gradients'
  | 'dying ReLUs'
  | 'saturated units'
  | 'learning rate too high'
  | 'learning rate too low'
  | 'overfitting'
  | 'not learning';

/** Something that a run's history shows, and what helps against it. */
export interface Finding {
  readonly ailment: Ailment;
  /** The layer that shows it most, where it is one's. */
  readonly layer?: string;
  /** The epoch in which it shows. */
  readonly epoch: number;
  /** What was measured, in a sentence. */
  readonly evidence: string;
  /** What to try, the likeliest cure first. */
  readonly remedies: readonly string[];
}
