import type { Complaint, Target } from './target.ts';

/** The sums over all attempts at a target. */
export interface Tally {
  readonly name: string;
  readonly attempts: number;
  readonly tried: number;
  readonly skipped: number;
  readonly wrong: number;
  readonly throws: number;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Whether to continue; called before each round except the first. */
  readonly goOn: () => boolean;
  /** Receives each complaint immediately. */
  readonly onComplaint: (target: string, seed: number, complaint: Complaint) => void;
  /** Receives the sums over all attempts after each round. */
  readonly onRound?: (tallies: readonly Tally[]) => void;
}

/**
 * Attempts each target once per round, with one seed per round: `seed`, `seed + 1`, … A complaint can therefore be
 * reproduced by its seed alone, as the first seed of another run.
 */
export const fuzz = async (
  targets: readonly Target[],
  { seed, goOn, onComplaint, onRound = () => {} }: FuzzOptions,
): Promise<readonly Tally[]> => {
  const tallies = new Map<string, Tally>(
    targets.map(({ name }) => [
      name,
      { name, attempts: 0, tried: 0, skipped: 0, wrong: 0, throws: 0 },
    ]),
  );
  for (let round = seed; round === seed || goOn(); round++) {
    for (const { name, attempt } of targets) {
      const { tried, skipped = 0, complaints } = await attempt(round);
      for (const complaint of complaints) onComplaint(name, round, complaint);
      const count = (kind: Complaint['kind']): number =>
        complaints.filter((complaint) => complaint.kind === kind).length;
      const before = tallies.get(name)!;
      tallies.set(name, {
        name,
        attempts: before.attempts + 1,
        tried: before.tried + tried,
        skipped: before.skipped + skipped,
        wrong: before.wrong + count('wrong'),
        throws: before.throws + count('throws'),
      });
    }
    onRound([...tallies.values()]);
  }
  for (const { close } of targets) await close?.();
  return [...tallies.values()];
};

/** The sums over all targets. */
export const totalOf = (
  tallies: readonly Tally[],
): { readonly tried: number; readonly wrong: number; readonly throws: number } => {
  const sum = (count: 'tried' | 'wrong' | 'throws'): number =>
    tallies.reduce((total, tally) => total + tally[count], 0);
  return { tried: sum('tried'), wrong: sum('wrong'), throws: sum('throws') };
};

/** The sums in a sentence. */
export const showTotal = (tallies: readonly Tally[]): string => {
  const { tried, wrong, throws } = totalOf(tallies);
  return `${tried} programs, files and calls tried, ${wrong} wrong, ${throws} throws`;
};

/** A table of the attempts at each target. */
export const showTallies = (tallies: readonly Tally[]): string => {
  const rows = [
    ['target', 'attempts', 'tried', 'skipped', 'wrong', 'throws'],
    ...tallies.map(({ name, ...counts }) => [
      name,
      ...[counts.attempts, counts.tried, counts.skipped, counts.wrong, counts.throws].map(String),
    ]),
  ];
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), 0),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  '),
    )
    .join('\n');
};
