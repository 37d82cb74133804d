/** The common problems of training, by their textbook names. */
export type Ailment =
  | 'vanishing gradients'
  | 'exploding gradients'
  | 'dying ReLUs'
  | 'saturated units'
  | 'learning rate too high'
  | 'learning rate too low'
  | 'overfitting'
  | 'not learning';

/** A problem that a run's history shows, with its remedies. */
export interface Finding {
  readonly ailment: Ailment;
  /** The layer that shows it most, if it belongs to a layer. */
  readonly layer?: string;
  /** The epoch in which it shows. */
  readonly epoch: number;
  /** The measurement, in a sentence. */
  readonly evidence: string;
  /** Remedies, the likeliest first. */
  readonly remedies: readonly string[];
}
