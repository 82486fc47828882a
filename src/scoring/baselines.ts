import { letters, type Letter, type OptionOrder } from '../domain/index.js';

type Order = Pick<OptionOrder, 'options' | 'correctOptions'>;

/** How often the shortest option is right, 0 to 1: of several that are the shortest, each is taken as often. */
export const isShortest = (order: Order): number => shareRight(order, Math.min);

/** How often the longest option is right, as `isShortest`. */
export const isLongest = (order: Order): number => shareRight(order, Math.max);

/** Lengths in characters (code points) of the texts as they are shown. */
function shareRight({ options, correctOptions }: Order, most: typeof Math.max): number {
  const lengths = (Object.entries(options) as [Letter, string][]).map(
    ([letter, text]) => [letter, Array.from(text).length] as const,
  );
  const wanted = most(...lengths.map(([, length]) => length));
  const chosen = lengths.filter(([, length]) => length === wanted);
  return chosen.filter(([letter]) => correctOptions.includes(letter)).length / chosen.length;
}

/** The letter that is right most often under these option orders; of several the first. */
export function commonestLetter(orders: readonly Pick<OptionOrder, 'correctOptions'>[]): Letter {
  const counts = new Map<Letter, number>(letters.map((letter) => [letter, 0]));
  for (const { correctOptions } of orders)
    for (const letter of correctOptions) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let commonest: Letter = 'a';
  for (const [letter, count] of counts)
    if (count > (counts.get(commonest) ?? 0)) commonest = letter;
  return commonest;
}
