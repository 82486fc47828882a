import { defaultProtocol, type Answer, type Protocol, type Run } from '../../domain/index.js';

/** A run of a suite with its answers. */
export interface DiagnosedRun {
  readonly run: Pick<Run, 'id' | 'manifest'>;
  readonly answers: readonly Answer[];
}

/**
 * The run that the others are held against: the full condition, the frames first if there is such a run, with the most
 * questions, else the first given.
 */
export function referenceRun(runs: readonly DiagnosedRun[]): DiagnosedRun | null {
  const full = runs.filter(
    ({ run: { manifest } }) => manifest.protocol.condition === 'full' && !manifest.imported,
  );
  const [first] = full.toSorted(
    (a, b) => Number(isImageFirst(a)) - Number(isImageFirst(b)) || questionsIn(b) - questionsIn(a),
  );
  return first ?? null;
}

const isImageFirst = ({ run }: DiagnosedRun): boolean =>
  run.manifest.protocol.order === 'image-first';

const questionsIn = ({ answers }: DiagnosedRun): number =>
  new Set(answers.map(({ sample }) => sample)).size;

/** Fields of a protocol that do not change what one question is answered from. */
const immaterial: readonly (keyof Protocol)[] = ['limit', 'subset', 'decoder', 'rotations'];

/** Whether two runs put the same questions to the same model and differ in no more than one field of the protocol. */
export function differOnlyIn(
  field: keyof Protocol,
  one: DiagnosedRun,
  other: DiagnosedRun,
): boolean {
  const [a, b] = [one.run.manifest, other.run.manifest];
  // Of imported runs the protocol is not known.
  if (a.imported || b.imported) return false;
  if (a.dataset.sha256 !== b.dataset.sha256) return false;
  if (a.model.id !== b.model.id || a.model.revision !== b.model.revision) return false;
  if (a.model.dtype !== b.model.dtype) return false;
  const [ours, theirs] = [a.protocol, b.protocol].map((protocol): Protocol => ({
    ...defaultProtocol,
    ...protocol,
  }));
  return (Object.keys(defaultProtocol) as (keyof Protocol)[]).every(
    (key) => key === field || immaterial.includes(key) || ours?.[key] === theirs?.[key],
  );
}
