import type { Command } from 'commander';
import { choices } from './train-settings.ts';

/** The options of a training run, which `search` has as `train` has. */
export const withRunOptions = (command: Command): Command => {
  declare(command);
  // Help and completion show them; whether one is right is told with all other mistakes.
  for (const option of command.options) {
    const names: readonly string[] | undefined =
      choices[option.attributeName() as keyof typeof choices];
    if (names !== undefined) option.argChoices = [...names];
  }
  return command;
};

const declare = (command: Command): Command =>
  command
    .option('--data <name>', 'the same by a flag')
    .option('--target <column>', 'the column to learn; of a .npz file the array (default: y)')
    .option('--task <name>', 'what is learnt (default: found from the target)')
    .option('--labels <file>', 'the IDX file of labels that belongs to IDX images')
    .option(
      '--test <file|share>',
      'rows to judge the result by, which training never sees (default: none, or those of mnist)',
    )
    .option(
      '--hidden <widths>',
      'widths of the hidden layers, such as 256,128; or none (default: 64,64; 128 for images)',
    )
    .option('--activation <name>', 'after each hidden layer (default: relu)')
    .option('--init <name>', 'how kernels begin (default: by activation)')
    .option('--batch-norm', 'batch normalization before each activation')
    .option('--dropout <rate>', 'probability of dropping a hidden unit (default: 0)')
    .option('--l2 <lambda>', 'λ of the penalty λ Σw² on kernels (default: 0.0001; 0 for images)')
    .option('--l1 <lambda>', 'λ of the penalty λ Σ|w| on kernels (default: 0)')
    .option('--label-smoothing <share>', 'how uncertain labels are made (default: 0)')
    .option('--noise <std>', 'Gaussian noise on the inputs of training (default: 0)')
    .option(
      '--augment <changes>',
      'random changes of training images: shift=pixels, rotation=degrees, zoom=share, elastic=α, with commas between (default: none)',
    )
    .option('--sam <rho>', 'sharpness-aware minimization, looking so far uphill (default: off)')
    .option('--plateau', 'reduce the rate where the validation loss stands still')
    .option('--max-norm <radius>', 'largest norm of a unit’s incoming weights (default: none)')
    .option('--optimizer <name>', 'what makes the steps (default: adam)')
    .option('--learning-rate <rate>', 'step size (default: by optimizer, 0.001 for adam)')
    .option('--schedule <name>', 'how the learning rate goes (default: constant)')
    .option('--clip-norm <norm>', 'largest norm of all gradients together (default: none)')
    .option('--epochs <n>', 'passes over the data, at most (default: by their size; 8 for images)')
    .option('--batch-size <n>', 'examples a step (default: 32 to 128 by the size of the data)')
    .option(
      '--patience <n>',
      'epochs without improvement before stopping early (default: by epochs; 3 for images)',
    )
    .option(
      '--validation <share>',
      'share of the training rows to choose the epoch by (default: 0.15; 0.1 for images)',
    )
    .option(
      '--refit',
      'train again on all rows when those held out have chosen the epoch (default: below 10,000 rows)',
    )
    .option('--no-refit', 'keep what was trained without the rows held out')
    .option(
      '--limit <n>',
      'use only n of the training examples: the first of MNIST and its like, any of others (default: all)',
    )
    .option(
      '--seed <n>',
      'decides everything random; the same seed gives the same model (default: 42)',
    )
    .option(
      '--deterministic',
      'round as every machine can, so that other processors and other versions of Node give the same model',
    )
    .option(
      '--config <file>',
      'options from a JSON file, by their names in camelCase; flags come first',
    )
    .option('--json', 'one JSON object a line, for machines');
