import type { Fields } from "../types.ts";

interface Placed {
  readonly blockId: string;
  readonly element: Fields;
}

/** Everything in these blocks that can be clicked or filled in, containers and cards included. */
export function elementsOf(blocks: readonly Fields[]): readonly Placed[] {
  return blocks.flatMap((block) => {
    const blockId = String(block.block_id ?? "");
    const here = [
      ...rows(block.elements),
      ...rows(block.actions),
      ...one(block.accessory),
      ...one(block.element),
    ]
      .filter((element) => "action_id" in element || element.type === "button")
      .map((element) => ({ blockId, element }));
    const nested = elementsOf([
      ...rows(block.child_blocks),
      ...rows(block.elements).filter(({ type }) => type === "card"),
    ]);
    return [...here, ...nested];
  });
}

/** The action of a click, as block_actions carries it. @throws Error when there is nothing of that name to click */
export function actionOf(blocks: readonly Fields[], actionId: string, value: string | undefined): Fields {
  const all = elementsOf(blocks);
  const found = all.find(
    ({ element }) =>
      element.action_id === actionId &&
      (value === undefined || element.type !== "button" || element.value === value),
  );
  if (found === undefined) {
    const there = all.map(({ element }) => String(element.action_id)).join(", ") || "nothing";
    throw new Error(`there is no ${actionId} to click, but: ${there}`);
  }
  const { element, blockId } = found;
  const { type, action_id, text } = element;
  const common = { type, action_id, block_id: blockId };
  if (type === "button") {
    const own = typeof element.value === "string" ? { value: element.value } : {};
    return { ...common, text, ...own };
  }
  const option = rows(element.options).find((one_) => one_.value === value);
  if (option === undefined) throw new Error(`${actionId} has no option ${value}`);
  return { ...common, selected_option: option };
}

/** What a person filled in, by block_id or action_id. */
export type Filled = Readonly<Record<string, string>>;

/** `state.values` of a submission. @throws Error when something needed is missing: Slack would not let it go */
export function valuesOf(blocks: readonly Fields[], filled: Filled): Fields {
  const values: Record<string, Record<string, unknown>> = {};
  for (const block of blocks.filter(({ type }) => type === "input")) {
    const element = block.element as Fields; // an input block has one: checked when the view was opened
    const blockId = String(block.block_id);
    const actionId = String(element.action_id ?? blockId);
    const [initial] = one(element.initial_option);
    const text = filled[blockId] ?? filled[actionId] ?? text_(element.initial_value) ?? text_(initial?.value);
    if (text === undefined && block.optional !== true)
      throw new Error(`${blockId} must be filled in before Slack lets the form go`);
    values[blockId] = { [actionId]: { type: element.type, ...given(element, text) } };
  }
  return values;
}

/** What was typed or chosen; of several, with commas between them. */
function given(element: Fields, text: string | undefined): Fields {
  const options = rows(element.options);
  if (String(element.type).startsWith("multi_")) {
    const chosen = text === undefined ? [] : text.split(",");
    return { selected_options: options.filter(({ value }) => chosen.includes(String(value))) };
  }
  if (options.length === 0) return { value: text ?? null };
  return { selected_option: options.find(({ value }) => value === text) ?? null };
}

const rows = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const one = (value: unknown): readonly Fields[] =>
  typeof value === "object" && value !== null ? [value as Fields] : [];
const text_ = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
