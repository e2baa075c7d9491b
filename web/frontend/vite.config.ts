import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// One entry a page; web/assets.py finds the hashed names in the manifest.
export default defineConfig({
  base: "./",
  build: {
    outDir: here("../static"),
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      input: {
        main: here("src/main.ts"),
        graph: here("src/graph/main.ts"),
        map: here("src/map/main.ts"),
        sparql: here("src/sparql/main.ts"),
      },
    },
  },
});
