/** Response headers of the page, kept in one place: the dev server, the build's meta tag and the terminal runner's server use them. */

/** Cross-origin isolation gives the page SharedArrayBuffer, which threaded wasm needs. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** DESIGN: nothing the visitor drops in leaves the page; only a model hub may be called, after the visitor asked for it. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  "font-src 'self'",
  "manifest-src 'self'",
  "connect-src 'self' blob: https://huggingface.co https://*.huggingface.co https://*.hf.co",
  "worker-src 'self' blob:",
].join('; ');
