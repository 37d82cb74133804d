import { activationsByName, initializersByName } from '@puregrad/layers/names';
import { optimizersByName } from '@puregrad/optimizers/names';

/** The names that the playground offers: those of the packages' tables. */
export const activationNames: readonly string[] = Object.keys(activationsByName);
export const initializerNames: readonly string[] = [...Object.keys(initializersByName), 'small'];
export const optimizerNames: readonly string[] = Object.keys(optimizersByName);
