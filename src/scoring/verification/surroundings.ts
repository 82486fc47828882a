import type {
  Answer,
  Fingerprint,
  RunManifest,
  SurroundingDifference,
  SurroundingKind,
} from '../../domain/index.js';

/** A manifest, and the answers that it is looked at for: the same ones of a run and of its repeat. */
export interface Surrounded {
  readonly manifest: RunManifest;
  readonly answers: readonly Answer[];
}

/** What was another when a run was repeated: what computed, the versions, the media, what decoded them. */
export function surroundingsOf(then: Surrounded, now: Surrounded): SurroundingDifference[] {
  const [before, after] = [then.manifest, now.manifest];
  const names = new Set([...Object.keys(before.versions), ...Object.keys(after.versions)]);
  const found = [
    differing('provider', '', before.provider, after.provider),
    differing('adapter', '', before.adapter, after.adapter),
    differing('browser', '', before.browser, after.browser),
    ...Array.from(names, (name) =>
      differing('version', name, before.versions[name] ?? null, after.versions[name] ?? null),
    ),
    ...then.answers.flatMap((answer, i) => {
      const again = now.answers[i];
      return again ? filesDiffering(answer, again) : [];
    }),
  ];
  const unique = new Map(found.flatMap((one) => (one ? [[JSON.stringify(one), one]] : [])));
  return [...unique.values()];
}

function differing(
  kind: SurroundingKind,
  name: string,
  then: string | null,
  now: string | null,
): SurroundingDifference | null {
  return then === now ? null : { kind, name, then, now };
}

function filesDiffering(then: Answer, now: Answer): (SurroundingDifference | null)[] {
  const video = now.media.video?.name ?? then.media.video?.name ?? '';
  const image = now.media.image?.name ?? then.media.image?.name ?? '';
  return [
    differing('video', video, printOf(then.media.video), printOf(now.media.video)),
    differing('image', image, printOf(then.media.image), printOf(now.media.image)),
    differing('decoder', video, decodersOf(then), decodersOf(now)),
  ];
}

const printOf = (file: Fingerprint | null): string | null =>
  file && `${file.size} bytes, ${file.sha256.slice(0, 16)}`;

const decodersOf = ({ frames }: Answer): string | null =>
  frames.length > 0 ? [...new Set(frames.map(({ decoder }) => decoder))].join(', ') : null;
