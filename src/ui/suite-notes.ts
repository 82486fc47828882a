import type { Sample, SuiteResult } from '../domain/index.js';
import { tokenBudget } from '../model/index.js';
import { repeatNotes } from '../report/index.js';
import {
  assumedDiscordance,
  designEffect,
  questionsPerVideo,
  smallestDifference,
} from '../scoring/index.js';
import type { GroupedRun } from './state/grouped-runs.js';

/** Questions that support no claim. */
const few = 10;

/** What so many questions can show, in a sentence. @param samples one at least */
export function whatCanShow(samples: readonly Pick<Sample, 'videoId'>[]): string {
  if (samples.length <= few) return `${samples.length} questions support no claim: a look only.`;
  const sizes = questionsPerVideo(samples);
  const points = smallestDifference(samples.length, assumedDiscordance, designEffect(sizes)) * 100;
  return points >= 100
    ? 'So few questions cannot show that two runs differ.'
    : `Only effects of about ${Math.round(points)} points or more can show, on ${samples.length} questions of ${sizes.length} videos.`;
}

/** What must be known beside a suite's numbers, in sentences. */
export function suiteNotes(
  { rows }: SuiteResult,
  members: readonly Pick<GroupedRun, 'name' | 'run'>[],
  samples: readonly Sample[],
): string[] {
  const asked = new Set(members[0]?.run.samples);
  const notes = [whatCanShow(samples.filter(({ ordinal }) => asked.has(ordinal)))];
  const protocols = members.map(({ run }) => run.manifest.protocol);
  const tokens = rows.flatMap(({ promptTokens }) => promptTokens ?? []);
  const [heights, frames, conditions] = (['height', 'frames', 'condition'] as const).map(
    (field) => new Set(protocols.map((protocol) => protocol[field])).size,
  );
  if (heights !== 1 && conditions === 1 && tokens.length > 1) {
    const same = new Set(tokens).size === 1;
    const words = tokenBudget(tokens.map(Math.round), same && frames === 1, 'prompt');
    notes.push(`Prompts of these settings: ${words}.`);
  }
  return [...notes, ...repeatNotes(members)];
}
