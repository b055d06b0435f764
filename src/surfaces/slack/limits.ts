import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import type { AnyBlock, ChartBlock } from "./views/chart-block.ts";
import type { Message } from "./views/message.ts";

/**
 * Slack's numbers. Slack counts characters, we count UTF-16 units, which are never fewer. From the JSDoc of `@slack/types`
 * (action_id, block_id, table, view) and docs.slack.dev/reference/block-kit (the rest); where Slack documents none
 * (plan and task titles, rich text) ours is stricter than anything seen to be refused.
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Advised by chat.postMessage; it cuts at 40,000. */
  text: 4_000,
  /** What a phone's notification shows of `text`. */
  notification: 75,
  section: 3_000,
  fields: 10,
  field: 2_000,
  header: 150,
  contextElements: 10,
  /** Slack documents none for text in a context; a section's is kept. */
  contextText: 3_000,
  actions: 25,
  button: 75,
  buttonValue: 2_000,
  /** action_id, block_id, callback_id */
  id: 255,
  modalTitle: 24,
  privateMetadata: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  inputLabel: 2_000,
  placeholder: 150,
  /** Of a select, and what one of them may have. */
  options: 100,
  optionText: 75,
  optionValue: 150,
  /** Of radio buttons. */
  choices: 10,
  /** `max_length` of a text input. */
  input: 3_000,
  tables: 1,
  /** The heading row counts. */
  tableRows: 100,
  tableColumns: 20,
  /** Of all cells together, as documented for data_table. */
  tableText: 10_000,
  planTasks: 20,
  planTitle: 150,
  taskTitle: 150,
  richText: 3_000,
  /** Of a message; what a chart may hold is as typed clients have it, for Slack's page names no numbers. */
  charts: 2,
  chartTitle: 50,
  chartLabel: 20,
  chartSeries: 6,
  chartCategories: 20,
  altText: 2_000,
} as const;

/**
 * What of a message or view Slack would refuse, or cut, one sentence each; empty = nothing. A block type that no view of ours
 * uses counts as a breach: nobody has written down its limits here.
 */
export function assertWithinLimits(shown: Message | HomeView | ModalView): string[] {
  if ("type" in shown) return viewBreaches(shown);
  return [
    ...lengthBreaches("text", shown.text, LIMITS.text),
    ...listBreaches("blocks", shown.blocks, LIMITS.messageBlocks),
    ...(shown.classic === undefined ? [] : listBreaches("classic", shown.classic, LIMITS.messageBlocks)),
  ];
}

function viewBreaches(view: HomeView | ModalView): string[] {
  const blocks = listBreaches("blocks", view.blocks, LIMITS.viewBlocks);
  if (view.type === "home") return blocks;
  return [
    ...lengthBreaches("title", view.title.text, LIMITS.modalTitle),
    ...(view.close === undefined ? [] : lengthBreaches("close", view.close.text, LIMITS.modalTitle)),
    ...(view.submit === undefined ? [] : lengthBreaches("submit", view.submit.text, LIMITS.modalTitle)),
    ...lengthBreaches("callback_id", view.callback_id ?? "-", LIMITS.id),
    ...lengthBreaches("private_metadata", view.private_metadata ?? "-", LIMITS.privateMetadata),
    ...(view.submit === undefined && view.blocks.some(({ type }) => type === "input")
      ? ["an input, and nothing to submit it with"]
      : []),
    ...blocks,
  ];
}

type SomeBlock = AnyBlock | { readonly type: string };

function listBreaches(where: string, blocks: readonly SomeBlock[], max: number): string[] {
  const ids = blocks.flatMap((block) => ("block_id" in block && block.block_id ? [block.block_id] : []));
  const count = (type: string) => blocks.filter((block) => block.type === type).length;
  return [
    ...between(`${where}`, blocks.length, 1, max),
    ...between(`${where}: tables`, count("table"), 0, LIMITS.tables),
    ...between(`${where}: charts`, count("data_visualization"), 0, LIMITS.charts),
    ...(new Set(ids).size === ids.length ? [] : [`${where}: a block_id is there twice`]),
    // Every member of AnyBlock is narrowed by its `type`; what is left is told as unknown.
    ...blocks.flatMap((block, index) => blockBreaches(`${where}/${index} ${block.type}`, block as AnyBlock)),
  ];
}

function blockBreaches(at: string, block: AnyBlock): string[] {
  switch (block.type) {
    case "divider":
      return [];
    case "header":
      return lengthBreaches(at, block.text.text, LIMITS.header);
    case "section":
      return [
        ...(block.text === undefined ? [] : lengthBreaches(at, block.text.text, LIMITS.section)),
        ...(block.text === undefined && block.fields === undefined ? [`${at}: neither text nor fields`] : []),
        ...(block.fields === undefined
          ? []
          : between(`${at}: fields`, block.fields.length, 1, LIMITS.fields)),
        ...(block.fields ?? []).flatMap((field) => lengthBreaches(`${at}: field`, field.text, LIMITS.field)),
        ...(block.accessory === undefined ? [] : elementBreaches(`${at}: accessory`, block.accessory)),
      ];
    case "context":
      return [
        ...between(`${at}: elements`, block.elements.length, 1, LIMITS.contextElements),
        ...block.elements.flatMap((element) =>
          "text" in element ? lengthBreaches(at, element.text, LIMITS.contextText) : [`${at}: an image`],
        ),
      ];
    case "actions":
      return [
        ...between(`${at}: elements`, block.elements.length, 1, LIMITS.actions),
        ...block.elements.flatMap((element) => elementBreaches(at, element)),
      ];
    case "input":
      return inputBreaches(at, block);
    case "table":
      return tableBreaches(at, block.rows);
    case "plan":
      return planBreaches(at, block);
    case "data_visualization":
      return chartBreaches(at, block);
    default:
      return [`${at}: no limits are known for this type`];
  }
}

function elementBreaches(at: string, element: { readonly type: string }): string[] {
  if (!isButton(element)) return [`${at}: no limits are known for a ${element.type}`];
  return [
    ...lengthBreaches(`${at}: button`, element.text.text, LIMITS.button),
    ...lengthBreaches(`${at}: action_id`, element.action_id ?? "", LIMITS.id),
    ...lengthBreaches(`${at}: value`, element.value ?? "", LIMITS.buttonValue),
    ...(element.confirm === undefined ? [] : confirmBreaches(`${at}: confirm`, element.confirm)),
  ];
}

type Words = { text: string };
type Confirm = { title: Words; text: Words; confirm: Words; deny: Words };
type Button = { type: "button"; text: Words; action_id?: string; value?: string; confirm?: Confirm };
const isButton = (element: { readonly type: string }): element is Button => element.type === "button";

const confirmBreaches = (at: string, { title, text, confirm, deny }: Confirm): string[] => [
  ...lengthBreaches(`${at}: title`, title.text, LIMITS.confirmTitle),
  ...lengthBreaches(`${at}: text`, text.text, LIMITS.confirmText),
  ...lengthBreaches(`${at}: button`, confirm.text, LIMITS.confirmButton),
  ...lengthBreaches(`${at}: button`, deny.text, LIMITS.confirmButton),
];

function inputBreaches(
  at: string,
  { label, element, hint }: Extract<KnownBlock, { type: "input" }>,
): string[] {
  const common = [
    ...lengthBreaches(`${at}: label`, label.text, LIMITS.inputLabel),
    ...(hint === undefined ? [] : lengthBreaches(`${at}: hint`, hint.text, LIMITS.inputLabel)),
    ...("action_id" in element ? lengthBreaches(`${at}: action_id`, element.action_id ?? "", LIMITS.id) : []),
  ];
  switch (element.type) {
    case "plain_text_input":
      return [...common, ...textInputBreaches(at, element)];
    case "static_select":
    case "multi_static_select":
      return [...common, ...optionBreaches(at, element.options ?? [], LIMITS.options)];
    case "radio_buttons":
      return [...common, ...optionBreaches(at, element.options, LIMITS.choices)];
    default:
      return [`${at}: no limits are known for a ${element.type}`];
  }
}

type TextInput = Extract<Extract<KnownBlock, { type: "input" }>["element"], { type: "plain_text_input" }>;

function textInputBreaches(at: string, element: TextInput): string[] {
  return [
    ...lengthBreaches(`${at}: placeholder`, element.placeholder?.text ?? "-", LIMITS.placeholder),
    ...between(`${at}: max_length`, element.max_length ?? LIMITS.input, 1, LIMITS.input),
  ];
}

interface Option {
  readonly text: Words;
  readonly value?: string;
  readonly description?: Words;
}

function optionBreaches(at: string, options: readonly Option[], max: number): string[] {
  const values = options.map(({ value }) => value);
  return [
    ...between(`${at}: options`, options.length, 1, max),
    ...(new Set(values).size === values.length ? [] : [`${at}: an option is there twice`]),
    ...options.flatMap(({ text, value, description }) => [
      ...lengthBreaches(`${at}: option`, text.text, LIMITS.optionText),
      ...lengthBreaches(`${at}: value`, value ?? "", LIMITS.optionValue),
      ...(description === undefined
        ? []
        : lengthBreaches(`${at}: description`, description.text, LIMITS.optionText)),
    ]),
  ];
}

function tableBreaches(at: string, rows: Extract<KnownBlock, { type: "table" }>["rows"]): string[] {
  const cells = rows.flat();
  const all = cells.map((cell) => (cell.type === "raw_text" ? cell.text : ""));
  return [
    ...between(`${at}: rows`, rows.length, 1, LIMITS.tableRows),
    ...rows.flatMap((row) => between(`${at}: columns`, row.length, 1, LIMITS.tableColumns)),
    ...cells.flatMap((cell) => (cell.type === "raw_text" ? [] : [`${at}: a cell of type ${cell.type}`])),
    ...all.flatMap((text) => (text === "" ? [`${at}: an empty cell`] : [])),
    ...between(`${at}: text`, all.join("").length, 1, LIMITS.tableText),
  ];
}

function planBreaches(at: string, { title, tasks = [] }: Extract<KnownBlock, { type: "plan" }>): string[] {
  return [
    ...lengthBreaches(`${at}: title`, title, LIMITS.planTitle),
    ...between(`${at}: tasks`, tasks.length, 1, LIMITS.planTasks),
    ...tasks.flatMap((task) => [
      ...("title" in task
        ? lengthBreaches(`${at}: task`, String(task.title), LIMITS.taskTitle)
        : [`${at}: no title`]),
      ...between(`${at}: task's rich text`, JSON.stringify(task).length, 1, LIMITS.richText),
    ]),
  ];
}

function chartBreaches(at: string, { title, chart }: ChartBlock): string[] {
  const { categories, y_label: unit = "-" } = chart.axis_config;
  const names = chart.series.map(({ name }) => name);
  return [
    ...lengthBreaches(`${at}: title`, title, LIMITS.chartTitle),
    ...lengthBreaches(`${at}: axis`, unit, LIMITS.chartTitle),
    ...between(`${at}: series`, names.length, 1, LIMITS.chartSeries),
    ...between(`${at}: categories`, categories.length, 1, LIMITS.chartCategories),
    ...[...names, ...categories].flatMap((name) => lengthBreaches(`${at}: label`, name, LIMITS.chartLabel)),
    ...[names, categories].flatMap((all) =>
      new Set(all).size === all.length ? [] : [`${at}: a label is there twice`],
    ),
    ...chart.series.flatMap(({ data }) =>
      data.length === categories.length && data.every(({ value }) => Number.isFinite(value))
        ? []
        : [`${at}: a series without a value for each category`],
    ),
  ];
}

const lengthBreaches = (at: string, text: string, max: number): string[] => [
  ...between(at, text.length, 1, max),
  ...(text.isWellFormed() ? [] : [`${at}: half a surrogate pair`]),
  ...(text.trim() === "" ? [`${at}: blank`] : []),
];

const between = (at: string, got: number, min: number, max: number): string[] =>
  got >= min && got <= max ? [] : [`${at}: ${got}, expected ${min} to ${max}`];
