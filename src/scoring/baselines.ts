import { letters, type Letter, type OptionOrder } from '../domain/index.js';

type Order = Pick<OptionOrder, 'options' | 'correctOptions'>;

/** How often the shortest option is right, 0 to 1: of several that are the shortest, each is taken as often. */
export const isShortest = (order: Order): number => shareRight(order, -1);

/** How often the longest option is right, as `isShortest`. */
export const isLongest = (order: Order): number => shareRight(order, 1);

/** @param sign -1: the shortest; 1: the longest. Lengths are those of the texts as they are shown. */
function shareRight({ options, correctOptions }: Order, sign: -1 | 1): number {
  let most = -Infinity;
  let chosen = 0;
  let right = 0;
  for (const letter of letters) {
    const text = options[letter];
    if (text === undefined) continue;
    const length = sign * characters(text);
    if (length < most) continue;
    if (length > most) {
      most = length;
      chosen = 0;
      right = 0;
    }
    chosen++;
    if (correctOptions.includes(letter)) right++;
  }
  return right / chosen;
}

/** Code points. */
function characters(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++)
    if ((text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800)
      count--;
  return count;
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
