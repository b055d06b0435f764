/** The whole of echarts in one file: to look up its 600 small ones takes five times the CPU. It brings no types along. */
declare module "echarts/dist/echarts.esm.min.mjs" {
  export { init } from "echarts";
}
