import { expect, it } from 'vitest';
import { timingOf } from './measure.ts';
import { show } from './show.ts';

const machine = { cpu: 'Abacus', cores: 2, node: 'v20.19.0' };

it('writes the machine, and a line of cells for each row', () => {
  const [title, ...lines] = show({
    machine,
    engine: 'reference',
    rows: [
      { work: 'steps', timing: timingOf([1, 2, 3.2468]), figures: { 'steps/s': 1234.5, KB: 7 } },
      { work: 'epoch', timing: timingOf([9876.5]), figures: {} },
    ],
  }).split('\n');
  expect(title).toBe('Abacus, 2 cores, Node v20.19.0; engine: reference');
  const cellsOf = (work: string) =>
    lines
      .find((line) => line.includes(work))
      ?.split('│')
      .slice(1, -1)
      .map((cell) => cell.trim());
  expect(cellsOf('steps')).toEqual(['steps', '3', '2', '1.5 – 2.62', '1,235 steps/s, 7 KB']);
  expect(cellsOf('epoch')).toEqual(['epoch', '1', '9,877', '', '']);
});
