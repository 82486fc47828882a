import { AppError, type Provider } from '../domain/index.js';
import { asksForDynamic, type DtypeWish } from './dtype.js';

export const deviceChoices = ['auto', 'webgpu', 'wasm'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** Where a model will run, and why. */
export interface ProviderChoice {
  readonly provider: Provider;
  /** The adapter in words, where there is one. */
  readonly adapter: string | null;
  /** Whether shaders may use half floats. */
  readonly halfFloats: boolean;
  /** One sentence for the visitor. */
  readonly why: string;
}

async function requestAdapter(): Promise<GPUAdapter | null> {
  const gpu = (navigator as { readonly gpu?: GPU }).gpu;
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
}

/**
 * WebGPU when an adapter is there, else wasm. A software adapter is passed over unless asked for: it is
 * some 45 times slower than wasm (FACTS.md, WebGPU in headless Chromium). So is any for q8, which goes to a GPU only
 * when both are asked for by name.
 * @throws AppError `webgpu-unavailable` when WebGPU is asked for and there is no adapter
 */
export async function chooseProvider(
  device: DeviceChoice,
  dtype: DtypeWish,
): Promise<ProviderChoice> {
  const onWasm = { provider: 'wasm', adapter: null, halfFloats: false } as const;
  if (device === 'wasm') return { ...onWasm, why: 'On the CPU (wasm), as chosen.' };
  if (device === 'auto' && asksForDynamic(dtype))
    return {
      ...onWasm,
      why: 'On the CPU (wasm): q8 gives wrong answers on some GPUs. Choose the device webgpu to have it there.',
    };
  const adapter = await requestAdapter();
  if (!adapter) {
    if (device === 'auto') return { ...onWasm, why: 'On the CPU (wasm): no WebGPU adapter here.' };
    throw new AppError(
      'webgpu-unavailable',
      'This browser gives no WebGPU adapter. Choose the device auto or wasm, or use Chrome, Edge or Safari 26 with a GPU.',
    );
  }
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, description].filter((part) => part !== '').join(' ');
  if (isFallbackAdapter && device === 'auto')
    return { ...onWasm, why: `On the CPU (wasm): the only WebGPU adapter is software (${name}).` };
  return {
    provider: 'webgpu',
    adapter: name,
    halfFloats: adapter.features.has('shader-f16'),
    why: `On the GPU (WebGPU): ${name}${isFallbackAdapter ? ', a software adapter' : ''}.`,
  };
}
