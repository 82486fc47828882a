import {
  conditions,
  orders,
  type Condition,
  type FrameHeight,
  type Order,
  type Protocol,
} from '../domain/index.js';

/** What a run of a suite changes of the protocol that is set up, and its name in the suite. */
export interface SuiteMember {
  readonly role: string;
  readonly change: Partial<Protocol>;
}

export interface SuitePreset {
  readonly title: string;
  /** What it finds out, in a sentence. */
  readonly about: string;
  /** The others are compared with the first. */
  readonly members: readonly SuiteMember[];
}

export const suiteNames = [
  'order',
  'frames',
  'heights',
  'tokens',
  'necessity',
  'existence',
  'context',
] as const;
export type SuiteName = (typeof suiteNames)[number];

const framesOf = (counts: readonly number[]): SuiteMember[] =>
  counts.map((frames) => ({ role: `${frames} frames`, change: { frames } }));

const conditionOf = (condition: Condition): SuiteMember => ({
  role: condition,
  change: { condition },
});

/** Frames and heights of about equal tokens in models whose tokens follow a picture's size (the paper's Figure 4). */
const tradeOffs = [
  [8, 720],
  [16, 480],
  [32, 360],
  [64, 240],
  [128, 144],
  [256, 108],
  [512, 72],
] as const;

const sweep = (task: string | null): SuiteMember[] =>
  tradeOffs.map(([frames, height]) => ({
    role: `${frames} x ${height}p`,
    change: { frames, height, ...(task === null ? {} : { task }) },
  }));

/** The paper's ablations, and the experiments that the digest of it proposes. */
export const suites: Readonly<Record<SuiteName, SuitePreset>> = {
  order: {
    title: 'Order of image and video',
    about:
      'The paper’s ordering ablation: the query image after the frames, before them, and left out. Run it on a small and a large model to see whether size matters.',
    members: [
      { role: 'video-first', change: { condition: 'full', order: 'video-first' } },
      { role: 'image-first', change: { condition: 'full', order: 'image-first' } },
      { role: 'image-masked', change: { condition: 'image-masked', order: 'video-first' } },
    ],
  },
  frames: {
    title: 'Number of frames',
    about: 'The paper’s frame counts.',
    members: framesOf([8, 16, 32, 64]),
  },
  heights: {
    title: 'Height of the frames',
    about: 'The paper’s frame heights.',
    members: [72, 108, 144, 240].map((height) => ({ role: `${height}p`, change: { height } })),
  },
  tokens: {
    title: 'Many small frames or few large ones',
    about:
      'The paper’s token sweep. Settings that the model’s context has no room for are left out, and named.',
    members: sweep(null),
  },
  necessity: {
    title: 'Is the image needed, are the frames?',
    about: 'Everything; without the query image; without the frames; the question alone.',
    members: (['full', 'image-masked', 'video-masked', 'text-only'] as const).map(conditionOf),
  },
  existence: {
    title: 'Many small frames or few large ones, on Existence',
    about:
      'The token sweep on the task that asks whether something occurs: what more moments are worth against more pixels.',
    members: sweep('Existence'),
  },
  context: {
    title: 'A long context',
    about:
      'From 8 to 256 frames at one height, as far as the model’s context goes: does what more frames give end?',
    members: framesOf([8, 16, 32, 64, 128, 256]),
  },
};

/** What a free grid varies; an empty list leaves that as it is set up. */
export interface Grid {
  readonly frames: readonly number[];
  readonly heights: readonly FrameHeight[];
  readonly orders: readonly Order[];
  readonly conditions: readonly Condition[];
}

/** Every combination of a grid, named by what it varies. */
export function gridMembers({ frames, heights, ...grid }: Grid): SuiteMember[] {
  const kept = <T>(all: readonly T[], wanted: readonly T[]) =>
    all.filter((one) => wanted.includes(one));
  const axes: SuiteMember[][] = [
    kept(conditions, grid.conditions).map(conditionOf),
    kept(orders, grid.orders).map((order) => ({ role: order, change: { order } })),
    framesOf(frames),
    heights.map((height) => ({
      role: height === 'native' ? 'native height' : `${height}p`,
      change: { height },
    })),
  ];
  const [first = [{ role: 'as set up', change: {} }], ...others] = axes.filter(
    (axis) => axis.length > 0,
  );
  return others.reduce(
    (members, axis) =>
      members.flatMap(({ role, change }) =>
        axis.map((one) => ({
          role: `${role}, ${one.role}`,
          change: { ...change, ...one.change },
        })),
      ),
    first,
  );
}
