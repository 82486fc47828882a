/** Frames that a prompt is ever asked to have (as the protocol's setting). */
export const mostFramesAsked = 1024;

/**
 * The largest number of frames whose prompt stays within a limit, by counting few prompts: two give the
 * tokens of a frame, and since labels differ in length the guess is corrected by counting.
 * @param limit most tokens, prompt and all
 * @param count tokens of the longest prompt with that many frames, 1 or more
 * @returns 0 where not even one frame fits
 */
export async function mostFrames(
  limit: number,
  count: (frames: number) => Promise<number>,
): Promise<number> {
  const [few, many] = [1, 17];
  const one = await count(few);
  if (one > limit) return 0;
  const perFrame = Math.max(1, ((await count(many)) - one) / (many - few));
  let frames = Math.min(mostFramesAsked, Math.floor(few + (limit - one) / perFrame));
  while (frames > few && (await count(frames)) > limit) frames--;
  while (frames < mostFramesAsked && (await count(frames + 1)) <= limit) frames++;
  return frames;
}
