import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Readable on white and on black. */
export const GREY = '#808080';
export const COLORS = [
  '#e4572e',
  '#2e9cca',
  '#8a63d2',
  '#2e933c',
  '#d99000',
  '#c2185b',
  '#00838f',
  '#6d4c41',
];

const config = {
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: GREY,
    titleColor: GREY,
    gridColor: '#80808040',
    domainColor: GREY,
    tickColor: GREY,
  },
  legend: { labelColor: GREY, titleColor: GREY },
  title: { color: GREY },
  view: { stroke: null },
  range: { category: COLORS },
} as const;

/** A chart of Vega-Lite as SVG, on a transparent background. */
export const svgOf = (spec: object): Promise<string> => {
  const whole = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'transparent',
    config,
    ...spec,
  } as TopLevelSpec;
  return new View(parse(compile(whole).spec), { renderer: 'none' }).toSVG();
};
