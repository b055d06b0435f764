import { json } from "node:stream/consumers";
import { init } from "echarts/dist/echarts.esm.min.mjs";
import { Chart } from "#domain/chart.ts";
import { chartOption } from "./chart-option.ts";
import { toPng } from "./to-png.ts";

// A process of its own: a chart as JSON on standard input, a PNG on standard output. See draw-chart.ts.
const chart = Chart.parse(await json(process.stdin));
const picture = init(null, null, { renderer: "svg", ssr: true, width: 800, height: 400 });
picture.setOption(chartOption(chart));
const svg = picture.renderToSVGString();
// Its timers would keep the process alive.
picture.dispose();
process.stdout.write(await toPng(svg));
