import { colors } from '../output/colors.ts';
import { count } from '../output/describe-plan.ts';
import { figureText } from '../output/figure-text.ts';
import type { Terminal } from '../terminal.ts';
import type { FoldScore } from './fold-trial.ts';
import { figuresOf, spreadOf } from './spread.ts';

/** Tells a cross-validation, to a person or to a machine. */
export interface FoldTeller {
  /** The result of a fold, counted from 1. */
  readonly fold: (number: number, score: FoldScore) => void;
  readonly end: (scores: readonly FoldScore[]) => void;
  readonly interrupting: () => void;
}

interface Telling {
  readonly folds: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** The metric that counts first, the loss last. */
const inOrder = ({ main, ...score }: FoldScore): readonly string[] =>
  Object.keys(figuresOf(score)).sort(
    (a, b) =>
      Number(b === main) - Number(a === main) || Number(a === 'loss') - Number(b === 'loss'),
  );

export const foldTeller = ({ folds, json, quiet }: Telling, { out }: Terminal): FoldTeller =>
  json
    ? {
        fold: (fold, { main: _, ...score }) =>
          out(JSON.stringify({ kind: 'fold', fold, folds, ...score })),
        end: (scores) => out(JSON.stringify({ kind: 'folds', folds, ...spreadOf(scores) })),
        interrupting: () => {},
      }
    : {
        fold: (fold, score) => {
          if (quiet) return;
          const figures = figuresOf(score);
          const told = inOrder(score).map((name) => `${name} ${figureText(name, figures[name]!)}`);
          const { train, validation, test } = score.examples;
          out(
            `fold ${fold} of ${folds}: ${told.join(', ')} on ${count(test)} rows, after training on ${count(train + validation)} others`,
          );
        },
        end: (scores) => {
          const { mean, std } = spreadOf(scores);
          out(`mean and standard deviation over ${folds} folds:`);
          for (const name of inOrder(scores[0]!))
            out(
              `  ${colors.bold(name)} ${figureText(name, mean[name]!)} ± ${figureText(name, std[name]!)}`,
            );
          if (!quiet) out('');
        },
        interrupting: () => {
          if (!quiet) out('Stopping; press Ctrl-C again to quit at once.');
        },
      };
