import { memoryOf } from './catalogue/estimate.js';
import { sessionNames, sessionPath, type SessionName } from './dtype.js';
import type { ExportVariant } from './export-variants.js';
import { readModelConfig } from './model-config.js';
import type { ModelFiles } from './model-files.js';

/**
 * Memory that a variant takes for one question, in bytes, give or take a third.
 * @param tokens of the longest prompt
 * @throws AppError as `readModelConfig`
 */
export async function variantMemory(
  { files, dtypes }: Pick<ExportVariant, 'files' | 'dtypes'>,
  tokens: number,
): Promise<number> {
  const { text_config: text } = await readModelConfig(files);
  const bytes = (name: SessionName) => weightBytes(files, sessionPath(name, dtypes[name]));
  const [vision, embeddings, decoder] = sessionNames.map(bytes);
  return memoryOf(
    { vision: vision ?? 0, embeddings: embeddings ?? 0, decoder: decoder ?? 0 },
    {
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      kvHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headSize: text.head_dim ?? text.hidden_size / text.num_attention_heads,
      hiddenSize: text.hidden_size,
      // Logits of one position: next to nothing.
      vocabulary: 0,
    },
    tokens,
  ).total;
}

/** With external data, which lies beside the file and begins with its name. */
const weightBytes = ({ files }: ModelFiles, path: string): number =>
  Array.from(files).reduce((sum, [name, file]) => sum + (name.startsWith(path) ? file.size : 0), 0);

/**
 * Divides what does not fit into memory together into passes, in the given order; what does not fit even alone gets a
 * pass of its own.
 * @param bytes of each
 * @returns indices, each once
 */
export function inPasses(bytes: readonly number[], most: number): number[][] {
  const passes: { indices: number[]; total: number }[] = [];
  for (const [index, size] of bytes.entries()) {
    const last = passes.at(-1);
    if (last && last.total + size <= most) {
      last.indices.push(index);
      last.total += size;
    } else passes.push({ indices: [index], total: size });
  }
  return passes.map(({ indices }) => indices);
}
