/** Runs steps, each from the state after the previous one; returns the last state and the result of each step. */
export const scan = async <S, X, Y>(
  step: (state: S, input: X) => readonly [S, Y] | Promise<readonly [S, Y]>,
  start: S,
  inputs: readonly X[],
): Promise<readonly [S, readonly Y[]]> => {
  const outputs: Y[] = [];
  let state = start;
  for (const input of inputs) {
    const [next, output] = await step(state, input);
    state = next;
    outputs.push(output);
  }
  return [state, outputs];
};
