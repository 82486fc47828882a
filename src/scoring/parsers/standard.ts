import { agreed, contradiction, type Claim } from './claim.js';
import { isNegated, letterAt } from './heads.js';
import { OptionTexts } from './option-texts.js';
import { markedAnswers, matchesOf, plainText, withoutReasoning } from './plain-text.js';
import { statementsIn } from './statements.js';
import { scored, unscored, type Options, type Verdict } from './verdict.js';

/** An option's text is looked for in answers that have at most so many words beside it. */
const wordsBeside = 15;
/** The same for a number, or one short word, which other words may be about. */
const wordsBesideTiny = 7;

/**
 * The standard rule for generated text. It knows the options on offer and goes by tiers, the first that finds something
 * decides: `letter` (a lone one), `marked-letter` (with a bracket, a full stop or its option's text, at a line's start or
 * the only one in brackets), `answer-is` (the text says so), `option-text` (the option in words). An answer marked as such
 * (`<answer>`, `\boxed`, JSON) is read alone. Two letters, or a letter beside another option's text, are `ambiguous`
 * unless the options are equal; a letter that is not on offer is `not-offered`; the article is no letter. Never a guess.
 */
export function parseAsStandard(text: string, order: Options): Verdict {
  if (text.trim() === '') return unscored('empty');
  const texts = new OptionTexts(order);
  const said = withoutReasoning(text);
  const marked = markedAnswers(said);
  const claims = (marked.length > 0 ? marked : [said]).map((part) => readPart(part, texts));
  const given = claims.filter((claim) => claim !== null);
  if (given.length === 0) return unscored('unparsable');
  return judge(agreed(given), texts, order);
}

function judge(claim: Claim | null, texts: OptionTexts, { correctOptions }: Options): Verdict {
  if (!claim || claim.letters.length === 0) return unscored('ambiguous');
  const [letter] = claim.letters;
  if (letter === undefined || !texts.has(letter)) return unscored('not-offered');
  const right: readonly string[] = correctOptions;
  const correct = claim.letters.filter((one) => right.includes(one)).length;
  return correct > 0 && correct < claim.letters.length
    ? unscored('ambiguous')
    : scored(letter, claim.tier, right);
}

/** @returns null where nothing in the text says what the answer is */
function readPart(text: string, texts: OptionTexts): Claim | null {
  const plain = plainText(text);
  return loneLetter(plain, texts) ?? wholeText(text, plain, texts) ?? readLong(plain, texts);
}

const connectors = new Set([
  'or',
  'and',
  'both',
  'either',
  'option',
  'options',
  'letter',
  'choice',
]);

/** One letter and nothing else, once or again and again; several different ones contradict each other. */
function loneLetter(plain: string, texts: OptionTexts): Claim | null {
  if (plain.length > 60) return null;
  const words = (plain.match(/[\p{L}\p{N}_']+/gu) ?? []).filter(
    (word) => !connectors.has(word.toLowerCase()),
  );
  const given = words.map((word) => /^'?([a-z])'?$/i.exec(word)?.[1] ?? '');
  const [first] = given;
  if (first === undefined || given.includes('')) return null;
  const [letter = '', second, ...more] = new Set(given.map((one) => one.toLowerCase()));
  const tier = /^\p{L}$/u.test(plain) ? 'letter' : 'marked-letter';
  if (second === undefined) return texts.meaningOf(first, tier);
  const own = more.length === 0 && texts.whole(second, second).some((one) => one === letter);
  return own ? { letters: [letter], tier } : contradiction(tier);
}

function wholeText(text: string, plain: string, texts: OptionTexts): Claim | null {
  const letters = texts.whole(text, plain);
  return letters.length > 0 ? { letters, tier: 'option-text' } : null;
}

function readLong(plain: string, texts: OptionTexts): Claim | null {
  const leads = leadsOf(plain, texts);
  const statements = statementsIn(plain, texts);
  const last = statements.at(-1);
  if (last) {
    const stated = agreed(statements) ?? (last.concludes ? last : contradiction('answer-is'));
    // A list of the options, gone through one by one, says nothing; a single lead does.
    const [lead] = leads;
    return lead && leads.length === 1 && lead.claim && !agreed([lead.claim, stated])
      ? contradiction('answer-is')
      : stated;
  }
  return byLeads(leads) ?? onlyInBrackets(plain, texts) ?? byMention(plain, texts);
}

/** A line that begins with a letter. */
interface Lead {
  readonly line: number;
  /** null: the line says that it is not this one. */
  readonly claim: Claim | null;
  /** Whether an empty line, or none, comes next. */
  readonly apart: boolean;
}

function leadsOf(plain: string, texts: OptionTexts): readonly Lead[] {
  const lines = plain.split('\n');
  return lines.flatMap((whole, line): Lead[] => {
    const [prefix = ''] =
      /^(?:the )?(?:option|choice|letter) (?=[([]?[a-z](?!\p{L}))/iu.exec(whole) ?? [];
    const text = whole.slice(prefix.length);
    const claim = letterAt(text, texts, false);
    if (!claim) return [];
    const [letter = ''] = /^[([{<'\s]*[a-z][)\]}.:'-]*/i.exec(text) ?? [];
    const negated = isNegated(text.slice(letter.length));
    const apart = (lines[line + 1] ?? '') === '';
    return [{ line, claim: negated ? null : claim, apart }];
  });
}

/** Lines that begin with letters say one thing, or the first, set apart, is the answer and the others explain. */
function byLeads(leads: readonly Lead[]): Claim | null {
  const claims = leads.flatMap(({ claim }) => (claim ? [claim] : []));
  const [first] = leads;
  if (!first || claims.length === 0) return null;
  const all = agreed(claims);
  if (all) return all;
  return first.line === 0 && first.apart && first.claim
    ? first.claim
    : contradiction('marked-letter');
}

const bracketed = /(?<![\p{L}\p{N}_])[([]([a-z])[)\]]/giu;

/** The only letter in brackets. */
function onlyInBrackets(plain: string, texts: OptionTexts): Claim | null {
  const letters = new Set<string>();
  for (const { 0: whole, 1: letter = '', index } of matchesOf(bracketed, plain))
    if (!isNegated(plain.slice(index + whole.length))) letters.add(letter.toLowerCase());
  if (letters.size === 0) return null;
  if (letters.size > 1) return contradiction('marked-letter');
  const claim: Claim = { letters: [...letters], tier: 'marked-letter' };
  const mentioned = byMention(plain, texts);
  return mentioned ? (agreed([claim, mentioned]) ?? contradiction('marked-letter')) : claim;
}

const denies =
  /\b(?:not|no|never|without|cannot|neither|nor|none|unlike|instead of|rather than|except|if|whether)\b|n't\b|不|没|無/i;

/** The only option whose text occurs, in an answer that is hardly longer. */
function byMention(plain: string, texts: OptionTexts): Claim | null {
  const flat = plain.replace(/\s+/g, ' ');
  const mentions = texts.mentions(flat);
  const [first] = mentions;
  if (!first) return null;
  const claims = mentions.map(({ letters }): Claim => ({ letters, tier: 'option-text' }));
  const claim = agreed(claims);
  if (!claim) return contradiction('option-text');
  const [letter] = first.letters;
  const beside = flat.split(' ').length - (letter ? texts.wordsOf(letter) : 0);
  const tiny = letter !== undefined && texts.isTiny(letter);
  if (beside > (tiny ? wordsBesideTiny : wordsBeside)) return null;
  if (tiny && !/\d/.test(flat.slice(first.start, first.end))) return null;
  const sentence = /[^.!?]*$/.exec(flat.slice(0, first.start))?.[0] ?? '';
  return denies.test(sentence) ||
    (tiny && /\b(?:frames?|seconds?|minutes?|image|video|at)\b/i.test(flat))
    ? null
    : claim;
}
