import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A wasm file by its name or, where a package exports no file names, by its export (`@ffmpeg/core/wasm`). */
const packed = /[./]wasm\?packed$/;
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, 'node_modules', '.cache', 'packed-wasm');

/**
 * Vite plugin: `import url from 'package/file.wasm?packed'` gives the URL of the gzip-compressed file.
 *
 * ffmpeg's core (32 MB) and ONNX Runtime's wasm (27 MB) are over the 25 MiB per file that some static
 * hosts allow (DESIGN.md, Privacy and security). The ending is neutral so that no host unpacks or
 * labels the file on its own; `lib/packed-wasm.ts` unpacks it in the browser.
 */
export function compressedWasm() {
  const packedNames = new Set();
  return {
    name: 'compressed-wasm',
    enforce: 'pre',
    resolveId(source) {
      if (!packed.test(source)) return null;
      const file = createRequire(path.join(root, 'package.json')).resolve(
        source.slice(0, -'?packed'.length),
      );
      packedNames.add(path.basename(file));
      return `${pack(file).replaceAll(path.sep, '/')}?url`;
    },
    // ONNX Runtime names its wasm as a fallback that is never taken here: the page gives it the unpacked bytes.
    generateBundle(_options, bundle) {
      for (const [file, output] of Object.entries(bundle))
        if (output.type === 'asset' && output.names.some((name) => packedNames.has(name)))
          Reflect.deleteProperty(bundle, file);
    },
  };
}

/** Compresses once per content; returns the path of the compressed copy. */
function pack(file) {
  const bytes = readFileSync(file);
  const name = `${path.basename(file)}.${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.packed`;
  const target = path.join(cache, name);
  if (!existsSync(target)) {
    mkdirSync(cache, { recursive: true });
    const partial = `${target}.${process.pid}`;
    writeFileSync(partial, gzipSync(bytes, { level: 9 }));
    renameSync(partial, target);
  }
  return target;
}
