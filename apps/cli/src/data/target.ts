import type { Column, Table } from '@puregrad/data/table';
import type { Task } from '../task.ts';

/** What is to be learnt from a table. */
export interface Target {
  /** The table, in which a target has words for classes. */
  readonly table: Table;
  /** The columns to learn: one, or several. */
  readonly columns: readonly Column[];
  /** What `--target` calls them. */
  readonly name: string;
  readonly task: Task;
  /** The rows with all targets. */
  readonly rows: Int32Array;
  readonly remarks: readonly string[];
}
