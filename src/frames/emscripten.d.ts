/** What `ffmpeg.worker.ts` uses of the module that Emscripten made of ffmpeg (@ffmpeg/core 0.12.10, single thread). */
declare module '@ffmpeg/core' {
  export interface FileStream {
    readonly node: { readonly contents: Blob; readonly size: number };
  }

  /** @see https://emscripten.org/docs/api_reference/Filesystem-API.html */
  export interface FileSystem {
    readonly filesystems: {
      readonly WORKERFS: {
        readonly stream_ops: {
          /** Copies up to `length` bytes from `position` into `heap` at `offset`; returns how many. */
          read: (
            stream: FileStream,
            heap: Int8Array,
            offset: number,
            length: number,
            position: number,
          ) => number;
        };
      };
    };
    mkdir(path: string): void;
    mount(type: object, options: object, path: string): void;
    unmount(path: string): void;
    writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
    unlink(path: string): void;
    makedev(major: number, minor: number): number;
    registerDevice(
      device: number,
      operations: {
        open(): void;
        close(): void;
        write(stream: object, heap: Int8Array, offset: number, length: number): number;
      },
    ): void;
    mkdev(path: string, mode: number, device: number): void;
  }

  export interface FfmpegModule {
    readonly FS: FileSystem;
    readonly HEAPU8: Uint8Array;
    /** The wasm's exports under the names that the build gave them. */
    readonly asm: Readonly<Record<string, unknown>>;
    /** Return code of the last run. */
    readonly ret: number;
    exec(...args: string[]): number;
    ffprobe(...args: string[]): number;
    setLogger(logger: (line: { readonly message: string }) => void): void;
    reset(): void;
  }

  export default function createCore(hooks: {
    instantiateWasm: (
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ) => WebAssembly.Exports;
  }): Promise<FfmpegModule>;
}
