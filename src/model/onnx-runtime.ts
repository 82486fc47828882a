import * as ort from 'onnxruntime-web/webgpu';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?packed';
import jspiGlue from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?packed';
import { fetchPackedWasm } from '../lib/index.js';
import { watchWasmMemory } from './wasm-memory.js';

/** More threads than this do not pay for models of this size. */
const maxThreads = 8;

let prepared: Promise<void> | undefined;

/**
 * Gives ONNX Runtime its wasm from this page, never from elsewhere. Once per worker.
 *
 * Of the same code there are two builds. Where the browser lets wasm wait for a promise (JSPI: Chromium from 137 on)
 * the smaller one is taken, which loads in two thirds of the time; the other is rewritten so that it can wait by itself.
 * @throws AppError `network`
 */
export function prepareOnnxRuntime(): Promise<void> {
  prepared ??= (async () => {
    watchWasmMemory();
    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = crossOriginIsolated
      ? Math.min(maxThreads, navigator.hardwareConcurrency)
      : 1;
    const jspi = 'Suspending' in WebAssembly;
    // Relative to this module: a worker starts from a blob. The other build's glue is in the package's own script.
    ort.env.wasm.wasmPaths = jspi ? { mjs: new URL(jspiGlue, import.meta.url).href } : {};
    ort.env.wasm.wasmBinary = await fetchPackedWasm(jspi ? jspiWasm : asyncifyWasm);
  })();
  return prepared;
}
