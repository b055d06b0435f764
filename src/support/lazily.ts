/**
 * A function whose file is loaded when it is first called. For what is seldom wanted: the bot waits most of its life, and each
 * file that it has loaded costs it some 20 KB for good. Never for what runs while something is frozen.
 */
export const lazily =
  <Given extends readonly unknown[], Answer>(load: () => Promise<(...given: Given) => Promise<Answer>>) =>
  async (...given: Given): Promise<Answer> =>
    (await load())(...given);
