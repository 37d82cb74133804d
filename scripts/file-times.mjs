// A reporter of Vitest: writes the time of each test file, imports and hooks included, next to the report in JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

export default class FileTimes {
  #times = [];
  #file;

  onInit({ config }) {
    this.#file = config.outputFile.json.replace(/json$/, 'times.json');
  }

  onTestModuleEnd(module) {
    const { collectDuration, setupDuration, duration } = module.diagnostic();
    this.#times.push({
      file: relative(process.cwd(), module.moduleId),
      project: module.project.name,
      seconds: (collectDuration + setupDuration + duration) / 1000,
    });
  }

  onTestRunEnd() {
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(this.#times));
  }
}
