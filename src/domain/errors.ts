/** Every failure that a visitor may meet, by name (DESIGN.md, Errors). */
export const errorCodes = [
  'cancelled',
  'unsupported-video',
  'corrupt-video',
  'corrupt-image',
  'decode-failed',
  'invalid-dataset',
  'missing-media',
  'changed-media',
  'webgpu-unavailable',
  'device-lost',
  'out-of-memory',
  'unsupported-model',
  'corrupt-model',
  'context-exceeded',
  'storage-full',
  'worker-crashed',
  'timeout',
  'network',
  'unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What sets apart failures of one code, where something acts on it: `unsupported-video` without any video track. */
export type ErrorDetail = 'no-video-track';

export interface AppErrorOptions extends ErrorOptions {
  readonly detail?: ErrorDetail | undefined;
}

/** The one error of the application: `message` says what happened, to which file, and what to do. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail | undefined;

  constructor(code: ErrorCode, message: string, options?: AppErrorOptions) {
    super(message, options);
    this.code = code;
    this.detail = options?.detail;
  }
}

/** Wraps anything thrown: an AppError stays as it is, everything else becomes `unexpected`. */
export function asAppError(thrown: unknown, code: ErrorCode = 'unexpected'): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof DOMException && thrown.name === 'AbortError')
    return new AppError('cancelled', 'Cancelled.', { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(code, message, { cause: thrown });
}
