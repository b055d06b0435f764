import type { KnownBlock } from "@slack/types";
import { fitted } from "../fit.ts";
import { LIMITS } from "../limits.ts";
import { plain } from "../mrkdwn.ts";

/** A chart that Slack draws, which `@slack/types` 3.2.0 does not know (docs.slack.dev/reference/block-kit/blocks/data-visualization-block). */
export interface ChartBlock {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: {
    readonly type: Drawn["kind"];
    readonly series: {
      readonly name: string;
      readonly data: { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: {
      readonly categories: string[];
      readonly x_label?: string;
      readonly y_label?: string;
    };
  };
  readonly block_id?: string;
}

export type AnyBlock = KnownBlock | ChartBlock;

/** What is to be seen in a chart. */
export interface Drawn {
  readonly kind: "bar" | "line";
  readonly title: string;
  /** Of all values: `seconds`, `minutes`, `hours`. */
  readonly unit: string;
  readonly categories: readonly string[];
  /** As many values each as there are categories. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** A chart as Slack takes it: each series has a value for each category, and no name is there twice. */
export function chartBlock({ kind, title, unit, categories, series }: Drawn): ChartBlock {
  const labels = unique(categories.slice(-LIMITS.chartCategories));
  const names = unique(series.slice(0, LIMITS.chartSeries).map(({ name }) => name));
  return {
    type: "data_visualization",
    title: plain(title, LIMITS.chartTitle).trim() || "–",
    chart: {
      type: kind,
      series: names.map((name, index) => {
        const values = series[index]?.values.slice(-labels.length) ?? [];
        return { name, data: labels.map((label, at) => ({ label, value: values[at] ?? 0 })) };
      }),
      axis_config: { categories: labels, y_label: fitted(unit, LIMITS.chartTitle) },
    },
  };
}

/** Short enough, and each another one. */
function unique(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const short = plain(name, LIMITS.chartLabel).trim() || "–";
    let free = short;
    for (let count = 2; taken.has(free); count++)
      free = `${plain(short, LIMITS.chartLabel - 4).trim()} ${count}`;
    taken.add(free);
    return free;
  });
}
