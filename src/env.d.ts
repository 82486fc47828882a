/// <reference types="svelte" />
/// <reference types="vite/client" />

/** The URL of a gzip-compressed wasm file: see scripts/vite-compressed-wasm.mjs. */
declare module '*.wasm?packed' {
  const url: string;
  export default url;
}

declare module '*/wasm?packed' {
  const url: string;
  export default url;
}
