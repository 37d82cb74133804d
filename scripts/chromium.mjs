// Where a Chromium is, for the tests that run in a browser: CHROMIUM names one, else the usual places.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium or Chrome; undefined where there is none. */
export function findChromium({ PATH = '', CHROMIUM } = process.env) {
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const candidates = CHROMIUM
    ? [CHROMIUM]
    : [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere];
  return candidates.find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
