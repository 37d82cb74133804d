export { accuracy } from './accuracy.ts';
export { averagePrecision } from './average-precision.ts';
export { type BalancedAccuracyOptions, balancedAccuracy } from './balanced-accuracy.ts';
export { binaryAccuracy } from './binary-accuracy.ts';
export type { Average, ClassFigure, ClassFigureOptions } from './class-figure.ts';
export {
  type ClassFigures,
  type ClassReport,
  type ClassReportOptions,
  classReport,
  showClassReport,
} from './class-report.ts';
export { type ConfusionMatrixOptions, confusionMatrix } from './confusion-matrix.ts';
export { correct } from './correct.ts';
export { type FBetaOptions, f1, fBeta } from './f-score.ts';
export {
  type HeadMetric,
  type HeadMetrics,
  headMetrics,
  type MetricsOfHeads,
} from './head-metrics.ts';
export { logLoss } from './log-loss.ts';
export { type MetricMode, type MetricWithMode, modeOf, withMode } from './mode.ts';
export { precision } from './precision.ts';
export { recall } from './recall.ts';
export { mae, mse, rmse, rSquared } from './regression.ts';
export { type RocPoint, rocAuc, rocCurve } from './roc-auc.ts';
export { topK } from './top-k.ts';
