import picocolors from 'picocolors';

/**
 * Colours where somebody looks, or asks for them: on a terminal, and with `FORCE_COLOR`. What goes
 * into a file or a pipe stays plain, in CI too.
 */
export const colors = picocolors.createColors(
  picocolors.isColorSupported &&
    (process.stdout.isTTY === true || process.env.FORCE_COLOR !== undefined),
);
