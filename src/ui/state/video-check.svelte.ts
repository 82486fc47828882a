import { asAppError, type MediaFile, type VideoFacts } from '../../domain/index.js';
import { createFrameDecoder } from '../../frames/index.js';
import { fingerprint } from '../../lib/index.js';

/** Facts already found, by file: a file that changed has another size or date. */
const keyOf = (videoId: string, { path, file }: MediaFile): string =>
  JSON.stringify([videoId, path, file.size, file.lastModified]);

/** Facts are shown in lots: a page that changes at every file would slow the work down. */
const shownEveryMs = 400;

/** Opens videos one by one and remembers what that told; no frame is decoded but what a decoder needs to judge. */
export class VideoCheck {
  checking = $state(false);
  checked = $state(0);
  total = $state(0);
  #known: Readonly<Record<string, VideoFacts>> = $state.raw({});
  #stop: AbortController | null = null;

  /** Facts of those of these videos that were opened, in their order. */
  factsOf(videos: ReadonlyMap<string, MediaFile>): VideoFacts[] {
    return Array.from(videos, ([videoId, file]) => this.#known[keyOf(videoId, file)]).filter(
      (facts) => facts !== undefined,
    );
  }

  /** Opens those that were not opened yet; ends early after `stop`. What is wrong with one is part of its facts. */
  async check(videos: ReadonlyMap<string, MediaFile>): Promise<void> {
    if (this.checking) return;
    const pending = [...videos].filter(([id, file]) => !(keyOf(id, file) in this.#known));
    const { signal } = (this.#stop = new AbortController());
    const decoder = createFrameDecoder();
    let fresh: [string, VideoFacts][] = [];
    let shownAt = performance.now();
    const show = () => {
      this.#known = { ...this.#known, ...Object.fromEntries(fresh) };
      this.checked += fresh.length;
      fresh = [];
      shownAt = performance.now();
    };
    this.checking = true;
    this.checked = 0;
    this.total = pending.length;
    try {
      for (const [videoId, media] of pending) {
        const facts = await open(videoId, media, decoder, signal);
        if (signal.aborted) return;
        fresh.push([keyOf(videoId, media), facts]);
        if (performance.now() - shownAt > shownEveryMs) show();
      }
    } finally {
      show();
      await decoder.close();
      this.checking = false;
    }
  }

  stop(): void {
    this.#stop?.abort();
  }
}

async function open(
  videoId: string,
  { name, file }: MediaFile,
  decoder: ReturnType<typeof createFrameDecoder>,
  signal: AbortSignal,
): Promise<VideoFacts> {
  const known = { videoId, name, size: file.size, sha256: '', video: null, error: null };
  try {
    const { sha256 } = await fingerprint(file);
    try {
      const { n, times, codec, width, height, duration, pixelAspect, ...info } = await decoder.open(
        file,
        { signal },
      );
      const video = { frames: n, times, codec, width, height, duration, pixelAspect };
      return { ...known, sha256, video: { ...video, decoder: info.decoder } };
    } catch (thrown) {
      return { ...known, sha256, error: asAppError(thrown, 'decode-failed') };
    }
  } catch (thrown) {
    return { ...known, error: asAppError(thrown, 'missing-media') };
  }
}
