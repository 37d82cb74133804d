import { type Calls, notCalled } from '../call.ts';

export const names: Calls<typeof import('@puregrad/layers/names')> = {
  activationsByName: notCalled('no function'),
  initializersByName: notCalled('no function'),
};
