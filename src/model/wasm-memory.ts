const memories: WebAssembly.Memory[] = [];

/** Remembers the memories that wasm modules of this worker make from now on: nothing else tells how large they are. */
export function watchWasmMemory(): void {
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
}

/** Bytes of this worker's wasm memories. They only ever grow: it is the most that there was. */
export const wasmBytes = (): number =>
  memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
