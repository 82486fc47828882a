import { AppError, type Dataset, type Run } from '../../domain/index.js';
import { fetchDemoData } from './demo.js';
import type { Inputs } from './inputs.svelte.js';

/**
 * The questions that a stored run was made from, as they are given now; the demo's are fetched.
 * @throws AppError `changed-media` where others, or none, are given; `network`
 */
export async function questionsGivenFor(run: Run, inputs: Inputs): Promise<Dataset> {
  if (run.demo && !inputs.isDemo) await inputs.useDemo(await fetchDemoData());
  const { name, sha256 } = run.manifest.dataset;
  const { dataset } = inputs;
  if (dataset?.sha256 === sha256) return dataset;
  const wanted = `${name} (SHA-256 ${sha256.slice(0, 12)})`;
  throw new AppError(
    'changed-media',
    dataset
      ? `This run was made from ${wanted}; the question file given now (${dataset.name}, ${dataset.sha256.slice(0, 12)}) has other contents. Give the same file.`
      : `Give ${wanted} and its videos and images again, then try again.`,
  );
}
