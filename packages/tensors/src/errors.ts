/**
 * Programming errors. Each names the operation, what was expected, what came, and the remedy;
 * expected failures (files, divergence) are `Either` values instead.
 */
export class PuregradError extends Error {
  override readonly name: string = 'PuregradError';
}

/** Shapes or axes that do not fit an operation. */
export class ShapeError extends PuregradError {
  override readonly name = 'ShapeError';
}

/** Element types that do not fit an operation; nothing is ever converted silently. */
export class DTypeError extends PuregradError {
  override readonly name = 'DTypeError';
}

/** The elements of a tensor were asked for while `compile` traces, when it has none yet. */
export class SymbolicTensorError extends PuregradError {
  override readonly name = 'SymbolicTensorError';
}

/** A tensor was used after it had been donated to a compiled function. */
export class DonatedTensorError extends PuregradError {
  override readonly name = 'DonatedTensorError';
}

/** The elements of a tensor were asked for while they were only on the device that computed them. */
export class DeviceTensorError extends PuregradError {
  override readonly name = 'DeviceTensorError';
}

/** A device failed or was lost while it ran a program; what was only there is gone. */
export class DeviceError extends PuregradError {
  override readonly name = 'DeviceError';
}

/** Trees whose structures differ, or that hold something no tree may hold. */
export class TreeError extends PuregradError {
  override readonly name = 'TreeError';
}

/** A value outside the range that an argument allows. */
export class ArgumentError extends PuregradError {
  override readonly name = 'ArgumentError';
}
