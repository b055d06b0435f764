import { json } from "node:stream/consumers";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { Chart } from "#domain/chart.ts";
import { chartOption } from "./chart-option.ts";
import { toPng } from "./to-png.ts";

// A process of its own: a chart as JSON on standard input, a PNG on standard output. See draw-chart.ts.
use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

const chart = Chart.parse(await json(process.stdin));
const picture = init(null, null, { renderer: "svg", ssr: true, width: 800, height: 400 });
picture.setOption(chartOption(chart));
const svg = picture.renderToSVGString();
// Its timers would keep the process alive.
picture.dispose();
process.stdout.write(await toPng(svg));
