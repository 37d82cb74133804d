import { execute } from './execute.ts';

self.addEventListener('message', ({ data }: MessageEvent<string>) => {
  void execute(data, (message) => self.postMessage(message));
});
