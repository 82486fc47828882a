/**
 * Known models. Parameters, layers and licences are those that the models' own cards and config.json give; download
 * sizes follow from the parameters unless `downloads` has them.
 */

/** Image tokens of one frame. */
export type FrameTokens =
  | { readonly kind: 'fixed'; readonly perFrame: number }
  /** One for each square of so many pixels a side, at most `most`. */
  | { readonly kind: 'by-size'; readonly side: number; readonly most: number };

export interface CatalogueModel {
  /** `organisation/name` on the hub. */
  readonly id: string;
  /** The commit that was looked at; null: none was. */
  readonly revision: string | null;
  readonly name: string;
  /** config.json's `model_type`. */
  readonly modelType: string;
  readonly licence: string;
  /** Millions of parameters of each session; a vocabulary that is shared is in two of them. */
  readonly parameters: {
    readonly vision: number;
    readonly embeddings: number;
    readonly decoder: number;
  };
  readonly frameTokens: FrameTokens;
  /** Images that the model's own processor makes of a query image of 640 x 360 by default. */
  readonly queryTiles: number;
  /** Most tokens of a prompt. */
  readonly contextLength: number;
  readonly severalImages: boolean;
  readonly text: {
    /** Layers that keep keys and values; in hybrid models, the others keep next to nothing. */
    readonly layers: number;
    readonly heads: number;
    readonly kvHeads: number;
    readonly headSize: number;
    readonly hiddenSize: number;
    readonly vocabulary: number;
  };
  readonly note: string | null;
}

const smolVlm = {
  licence: 'Apache-2.0',
  severalImages: true,
} as const;

const smolLm135 = {
  ...{ layers: 30, heads: 9, kvHeads: 3, headSize: 64, hiddenSize: 576, vocabulary: 49280 },
} as const;

export const catalogue: readonly CatalogueModel[] = [
  {
    ...smolVlm,
    id: 'HuggingFaceTB/SmolVLM2-256M-Video-Instruct',
    revision: '7250429945d8016c21bedae06e1be62646b64181',
    name: 'SmolVLM2 256M',
    modelType: 'smolvlm',
    parameters: { vision: 93.5, embeddings: 28.4, decoder: 134.5 },
    frameTokens: { kind: 'fixed', perFrame: 64 },
    queryTiles: 13,
    contextLength: 8192,
    text: smolLm135,
    note: 'Trained on video. The best first choice.',
  },
  {
    ...smolVlm,
    id: 'HuggingFaceTB/SmolVLM2-500M-Video-Instruct',
    revision: null,
    name: 'SmolVLM2 500M',
    modelType: 'smolvlm',
    parameters: { vision: 98.2, embeddings: 47.3, decoder: 361.8 },
    frameTokens: { kind: 'fixed', perFrame: 64 },
    queryTiles: 13,
    contextLength: 8192,
    text: { layers: 32, heads: 15, kvHeads: 5, headSize: 64, hiddenSize: 960, vocabulary: 49280 },
    note: 'Trained on video.',
  },
  {
    ...smolVlm,
    id: 'HuggingFaceTB/SmolVLM-256M-Instruct',
    revision: 'acc054744d60adea9d88214dab6e2219e6e512a7',
    name: 'SmolVLM 256M',
    modelType: 'idefics3',
    parameters: { vision: 93.5, embeddings: 28.4, decoder: 134.5 },
    frameTokens: { kind: 'fixed', perFrame: 64 },
    queryTiles: 13,
    contextLength: 8192,
    text: smolLm135,
    note: 'Trained on single images.',
  },
  {
    ...smolVlm,
    id: 'HuggingFaceTB/SmolVLM-Instruct',
    revision: '6847a1ceb4ae2a8516715a4df0ccf43e17538e57',
    name: 'SmolVLM 2.2B',
    modelType: 'idefics3',
    parameters: { vision: 434, embeddings: 100.7, decoder: 1711 },
    frameTokens: { kind: 'fixed', perFrame: 81 },
    queryTiles: 13,
    contextLength: 16384,
    text: {
      ...{ layers: 24, heads: 32, kvHeads: 32, headSize: 64, hiddenSize: 2048, vocabulary: 49155 },
    },
    note: 'Trained on single images. Its KV cache is large: every head has its own.',
  },
  {
    id: 'onnx-community/Qwen2-VL-2B-Instruct',
    revision: null,
    name: 'Qwen2-VL 2B',
    modelType: 'qwen2_vl',
    licence: 'Apache-2.0',
    parameters: { vision: 665, embeddings: 233, decoder: 1543 },
    frameTokens: { kind: 'by-size', side: 28, most: 16384 },
    queryTiles: 1,
    contextLength: 32768,
    severalImages: true,
    text: {
      ...{ layers: 28, heads: 12, kvHeads: 2, headSize: 128, hiddenSize: 1536, vocabulary: 151936 },
    },
    note: 'Tokens grow with the picture: choose a small frame height.',
  },
  {
    id: 'LiquidAI/LFM2.5-VL-450M-ONNX',
    revision: null,
    name: 'LFM2.5-VL 450M',
    modelType: 'lfm2_vl',
    licence: 'LFM Open License',
    parameters: { vision: 93, embeddings: 67, decoder: 354 },
    frameTokens: { kind: 'by-size', side: 32, most: 256 },
    queryTiles: 1,
    contextLength: 32768,
    severalImages: true,
    text: { layers: 6, heads: 16, kvHeads: 8, headSize: 64, hiddenSize: 1024, vocabulary: 65536 },
    note: 'Its licence limits commercial use.',
  },
  {
    id: 'onnx-community/Qwen3.5-0.8B-ONNX',
    revision: null,
    name: 'Qwen3.5 0.8B',
    modelType: 'qwen3_5',
    licence: 'Apache-2.0',
    parameters: { vision: 100, embeddings: 254, decoder: 753 },
    frameTokens: { kind: 'by-size', side: 32, most: 16384 },
    queryTiles: 1,
    contextLength: 262144,
    severalImages: true,
    text: { layers: 6, heads: 8, kvHeads: 2, headSize: 256, hiddenSize: 1024, vocabulary: 248320 },
    note: 'Figures are approximate.',
  },
  {
    id: 'onnx-community/FastVLM-0.5B-ONNX',
    revision: null,
    name: 'FastVLM 0.5B',
    modelType: 'llava_qwen2',
    licence: 'Apple research licence',
    parameters: { vision: 125, embeddings: 136, decoder: 494 },
    frameTokens: { kind: 'fixed', perFrame: 256 },
    queryTiles: 1,
    contextLength: 32768,
    severalImages: false,
    text: { layers: 24, heads: 14, kvHeads: 2, headSize: 64, hiddenSize: 896, vocabulary: 151936 },
    note: null,
  },
];
