/** The names of metrics as people write them. */
const titles: Readonly<Record<string, string>> = {
  balancedAccuracy: 'balanced accuracy',
  macroF1: 'macro F1',
  rocAuc: 'ROC AUC',
  subsetAccuracy: 'subset accuracy',
};

/** A metric's name as people write it. */
export const titleOfMetric = (name: string): string => titles[name] ?? name;
