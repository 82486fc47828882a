import { AppError } from '../../domain/index.js';
import type { DtypeWish } from '../dtype.js';
import { chooseProvider, type DeviceChoice } from '../provider.js';
import type { Machine } from './estimate.js';

/**
 * What the browser tells of this machine.
 * @returns as on wasm where WebGPU was chosen and is not there: loading says so
 */
export async function readMachine(device: DeviceChoice, dtype: DtypeWish): Promise<Machine> {
  const { deviceMemory = null } = navigator as { readonly deviceMemory?: number };
  const choice = await chooseProvider(device, dtype).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'webgpu-unavailable') return null;
    throw thrown;
  });
  if (choice?.provider !== 'webgpu')
    return { provider: 'wasm', deviceMemory, halfFloats: false, maxBuffer: null };
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  const { maxBufferSize = 0, maxStorageBufferBindingSize = 0 } = adapter?.limits ?? {};
  const { provider, halfFloats } = choice;
  const maxBuffer = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return { provider, deviceMemory, halfFloats, maxBuffer };
}
