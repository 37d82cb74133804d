/** Steps, each from the state that the one before left: the last state, and what each step gave. */
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
