import type { Aggregate, Facet } from '../domain/index.js';

/** What heads the table of each facet. */
export const facetTitles: Readonly<Record<Facet, string>> = {
  ability: 'Ability',
  granularity: 'Granularity',
  'video-length': 'Video length',
  evidence: 'Evidence',
  'answer-position': 'Letter of the answer',
};

/** The words that must stand beside letters that are not what the model would have said; '' from half of the mass on. */
export const letterMassNote = ({ letterMass }: Pick<Aggregate, 'letterMass'>): string =>
  letterMass !== null && letterMass < 0.5
    ? `The letters on offer have ${(letterMass * 100).toFixed(1)} % of the probability: letters are not what this model would have said.`
    : '';
