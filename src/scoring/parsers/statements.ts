import type { Claim } from './claim.js';
import { isNegated, letterAt, textAt } from './heads.js';
import type { OptionTexts } from './option-texts.js';
import { matchesOf } from './plain-text.js';

export interface Statement extends Claim {
  /** Whether its words say that it is the conclusion: so, therefore, final. */
  readonly concludes: boolean;
}

const copula =
  '(?:\\s+(?:is|was|would be|should be|must be|will be|could be|might be|may be|seems to be|appears to be)\\b|\\s*(?:[:=]|=>|->|→)|\\s+-\\s)';

/** What introduces the answer: a letter or an option's text follows. */
const announced = new RegExp(
  `\\b(?:answer|ans|option|choice|letter|selection|response)\\b(?:\\s+(?:to|for|from|of|among)\\s[^.:\\n]{0,80}?)?${copula}` +
    '|(?:答案|选项|选择|应选|正确的是|正解|答え|정답)\\s*(?:应该|應該)?(?:是|为|為|は|은|는|:)*',
  'giu',
);

/** What introduces a letter, and too much else to be trusted before plain words. */
const hinted =
  /\b(?:i(?:'d|'ll| would| will)? (?:choose|select|pick|say|go with)|i (?:think|believe|guess)(?: that)?(?: it is| it's)?|(?:it|this|that)(?:'s| is| must be| should be| would be)|(?:choose|select|pick|go with)|the answer|so|therefore|thus|hence)\b,?|选/giu;

/** A letter that is said to be right. */
const praised =
  /(?:^|[.,:;!?\n]\s*|\b(?:option|choice|answer|letter|so|that|think|believe|therefore|thus|hence|conclude)\s+)[([{]?([a-z])[)\]}]?[.,]?\s+(?:is|would be|seems to be|appears to be|must be)\s+(?:clearly |definitely |most likely |probably )?(?:the\s+)?(?:most\s+|only\s+)?(?:correct|right|best|accurate|appropriate|true|answer)\b/giu;

const filler =
  /^(?:[\s:=>→-]|\b(?:most likely|likely|probably|clearly|definitely|indeed|therefore|thus|either|option|choice|letter|the (?=option|choice|letter))\b)*/iu;

const supposed =
  /\b(?:if|whether|unless|suppose|assuming|not|n't)\s+(?:that\s+)?(?:the\s+)?(?:(?:correct|right|best|final)\s+)*$/i;
const concluding =
  /\b(?:so|therefore|thus|hence|finally|final|conclu\w*|actually|wait|correction|overall|summary|consequently)\b[^.\n]*$/i;

/** Every place of a text that states an answer, in order. */
export function statementsIn(plain: string, texts: OptionTexts): Statement[] {
  const found: { at: number; claim: Claim }[] = [];
  for (const { 0: words, index } of matchesOf(announced, plain)) {
    const rest = plain.slice(index + words.length).replace(filler, '');
    const text = textAt(rest, texts);
    const letter = letterAt(rest, texts, true);
    // An option's text that begins with a letter explains more than the letter: `C major`, `J. Smith`.
    const claim = text && (!letter || text.length > 1) ? text : letter;
    if (claim && !supposed.test(plain.slice(0, index))) found.push({ at: index, claim });
  }
  for (const { 0: words, index } of matchesOf(hinted, plain)) {
    const rest = plain.slice(index + words.length).replace(filler, '');
    const claim = letterAt(rest, texts, false);
    if (claim && !isNegated(rest.slice(1)) && !supposed.test(plain.slice(0, index)))
      found.push({ at: index, claim });
  }
  for (const { 1: letter = '', index } of matchesOf(praised, plain))
    if (!supposed.test(plain.slice(0, index)))
      found.push({ at: index, claim: { letters: [letter.toLowerCase()], tier: 'answer-is' } });
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, claim }) => ({
      letters: claim.letters,
      tier: claim.tier === 'option-text' ? 'option-text' : 'answer-is',
      concludes: concluding.test(plain.slice(Math.max(0, at - 60), at)),
    }));
}
