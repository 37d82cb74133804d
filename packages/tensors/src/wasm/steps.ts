import type { NodeId, PrimitiveNode } from '../compile/graph.ts';
import type { Primitive } from '../primitives.ts';
import type { Strided } from '../readings.ts';
import type { Shape } from '../shape.ts';
import type { PrimitiveOf } from '../traits.ts';
import type { GuardedRegion } from './guards.ts';

/** Elements of a node's memory. */
export interface View extends Strided {
  readonly node: NodeId;
}

/** The source of an operand: an operation of the same loop, a number, or memory. */
export type Source =
  | { readonly kind: 'fused'; readonly node: NodeId }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'view'; readonly view: View };

/** A node of some primitives. */
export type NodeOf<P extends Primitive> = PrimitiveNode & { readonly primitive: P };

/** A node that loops compute, element by element. */
export type LoopNode = NodeOf<PrimitiveOf<'elementwise' | 'draw'>>;

/** An operation of a fused loop. */
export interface FusedOperation {
  readonly node: LoopNode;
  readonly id: NodeId;
  readonly sources: readonly Source[];
}

/** A value that a loop writes to a node's memory, or to a part of it. */
export interface Store {
  readonly source: Source;
  readonly view: View;
}

/** One pass over all indices of a shape. */
export interface LoopStep {
  readonly kind: 'loop';
  readonly shape: Shape;
  readonly operations: readonly FusedOperation[];
  readonly stores: readonly Store[];
}

/** One pass over all indices of a shape, whose values are summed, or their maximum taken, along axes. */
export interface ReduceStep {
  readonly kind: 'reduce';
  readonly shape: Shape;
  readonly axes: readonly number[];
  readonly operations: readonly FusedOperation[];
  readonly stores: readonly Store[];
  readonly source: Source;
  readonly node: PrimitiveNode;
  readonly output: NodeId;
}

/** The primitives that are steps of their own: not part of a loop, a reduction or a copy. */
export type KernelPrimitive = Exclude<
  Primitive,
  PrimitiveOf<'elementwise' | 'draw' | 'alias' | 'view'> | 'sum' | 'max' | 'concat' | 'pad'
>;

/** A primitive by itself, its inputs in memory. */
export interface KernelStep<P extends KernelPrimitive = KernelPrimitive> {
  readonly kind: 'kernel';
  readonly node: NodeOf<P>;
  readonly id: NodeId;
  readonly inputs: readonly NodeId[];
}

/** Zeros in a node's memory. */
export interface FillStep {
  readonly kind: 'fill';
  readonly id: NodeId;
}

/** In poisoned programs: the check of temporaries that are not read any more, which are then filled with junk. */
export interface PoisonStep {
  readonly kind: 'poison';
  readonly regions: readonly GuardedRegion[];
}

/** A step that computes nodes. */
export type ScheduledStep = LoopStep | ReduceStep | KernelStep | FillStep;

export type Step = ScheduledStep | PoisonStep;

export interface Schedule {
  readonly steps: readonly ScheduledStep[];
  /** For each node that shares another node's memory, that other node. */
  readonly aliases: ReadonlyMap<NodeId, NodeId>;
}
