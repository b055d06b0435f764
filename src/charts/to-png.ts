import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** For screens with two pixels to a point. */
const ZOOM = 2;
const read = (specifier: string) => readFile(fileURLToPath(specifier));

/** The fonts come along: a server has none, and a picture without text says nothing. */
const wasm = import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm");
const fonts = [
  import.meta.resolve("@expo-google-fonts/roboto/400Regular/Roboto_400Regular.ttf"),
  import.meta.resolve("@expo-google-fonts/roboto/700Bold/Roboto_700Bold.ttf"),
];

/** Once a process: the module can be initialised only once. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const [fontBuffers] = await Promise.all([Promise.all(fonts.map(read)), initWasm(read(wasm))]);
  const picture = new Resvg(svg, {
    background: "#ffffff",
    fitTo: { mode: "zoom", value: ZOOM },
    font: { fontBuffers, defaultFontFamily: "Roboto", sansSerifFamily: "Roboto" },
  });
  return picture.render().asPng();
}
