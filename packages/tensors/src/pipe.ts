import { flow as flowOfFpTs, pipe as pipeOfFpTs } from 'fp-ts/lib/function.js';

/** The types of 20 to 60 functions: the result of one that is not given is the result before it. */
type LongPipe = <
  T0,
  T1,
  T2,
  T3,
  T4,
  T5,
  T6,
  T7,
  T8,
  T9,
  T10,
  T11,
  T12,
  T13,
  T14,
  T15,
  T16,
  T17,
  T18,
  T19,
  T20,
  T21 = T20,
  T22 = T21,
  T23 = T22,
  T24 = T23,
  T25 = T24,
  T26 = T25,
  T27 = T26,
  T28 = T27,
  T29 = T28,
  T30 = T29,
  T31 = T30,
  T32 = T31,
  T33 = T32,
  T34 = T33,
  T35 = T34,
  T36 = T35,
  T37 = T36,
  T38 = T37,
  T39 = T38,
  T40 = T39,
  T41 = T40,
  T42 = T41,
  T43 = T42,
  T44 = T43,
  T45 = T44,
  T46 = T45,
  T47 = T46,
  T48 = T47,
  T49 = T48,
  T50 = T49,
  T51 = T50,
  T52 = T51,
  T53 = T52,
  T54 = T53,
  T55 = T54,
  T56 = T55,
  T57 = T56,
  T58 = T57,
  T59 = T58,
  T60 = T59,
>(
  value: T0,
  f1: (x: T0) => T1,
  f2: (x: T1) => T2,
  f3: (x: T2) => T3,
  f4: (x: T3) => T4,
  f5: (x: T4) => T5,
  f6: (x: T5) => T6,
  f7: (x: T6) => T7,
  f8: (x: T7) => T8,
  f9: (x: T8) => T9,
  f10: (x: T9) => T10,
  f11: (x: T10) => T11,
  f12: (x: T11) => T12,
  f13: (x: T12) => T13,
  f14: (x: T13) => T14,
  f15: (x: T14) => T15,
  f16: (x: T15) => T16,
  f17: (x: T16) => T17,
  f18: (x: T17) => T18,
  f19: (x: T18) => T19,
  f20: (x: T19) => T20,
  f21?: (x: T20) => T21,
  f22?: (x: T21) => T22,
  f23?: (x: T22) => T23,
  f24?: (x: T23) => T24,
  f25?: (x: T24) => T25,
  f26?: (x: T25) => T26,
  f27?: (x: T26) => T27,
  f28?: (x: T27) => T28,
  f29?: (x: T28) => T29,
  f30?: (x: T29) => T30,
  f31?: (x: T30) => T31,
  f32?: (x: T31) => T32,
  f33?: (x: T32) => T33,
  f34?: (x: T33) => T34,
  f35?: (x: T34) => T35,
  f36?: (x: T35) => T36,
  f37?: (x: T36) => T37,
  f38?: (x: T37) => T38,
  f39?: (x: T38) => T39,
  f40?: (x: T39) => T40,
  f41?: (x: T40) => T41,
  f42?: (x: T41) => T42,
  f43?: (x: T42) => T43,
  f44?: (x: T43) => T44,
  f45?: (x: T44) => T45,
  f46?: (x: T45) => T46,
  f47?: (x: T46) => T47,
  f48?: (x: T47) => T48,
  f49?: (x: T48) => T49,
  f50?: (x: T49) => T50,
  f51?: (x: T50) => T51,
  f52?: (x: T51) => T52,
  f53?: (x: T52) => T53,
  f54?: (x: T53) => T54,
  f55?: (x: T54) => T55,
  f56?: (x: T55) => T56,
  f57?: (x: T56) => T57,
  f58?: (x: T57) => T58,
  f59?: (x: T58) => T59,
  f60?: (x: T59) => T60,
) => T60;

type Ten = [
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
  unknown,
];

/** The types of more than 60 functions: none, and the reason as the expected type. */
type TooLong = (
  ...args: [
    ...[unknown, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten],
    'pipe takes up to 60 functions: join some of them by a pipe or a flow inside',
    ...unknown[],
  ]
) => unknown;

/**
 * `pipe(x, f, g)` is `g(f(x))`: a value passed through up to 60 functions, first to last. It is the `pipe` of
 * [fp-ts](https://gcanti.github.io/fp-ts/modules/function.ts.html#pipe), whose types end at 19 functions.
 * Longer chains are nested: `pipe(pipe(x, f), g)`.
 *
 * @example
 * ```ts
 * import { mul, pipe, relu, sum, tensor } from '@puregrad/tensors';
 * pipe(tensor([-1, 2, 3]), relu, mul(2), sum()).item(); // => 10
 * ```
 */
export const pipe: typeof pipeOfFpTs & LongPipe & TooLong = pipeOfFpTs;

/**
 * `flow(f, g)` is the function that passes its arguments through `f` and then `g`. It is the `flow` of
 * [fp-ts](https://gcanti.github.io/fp-ts/modules/function.ts.html#flow), of up to 9 functions.
 *
 * @example
 * ```ts
 * import { flow, mul, relu, tensor } from '@puregrad/tensors';
 * const doubled = flow(relu, mul(2));
 * doubled(tensor([-1, 2])).toArray(); // => [0, 4]
 * ```
 */
export const flow: typeof flowOfFpTs = flowOfFpTs;
