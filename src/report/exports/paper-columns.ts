import { abilityOf, type Ability, type Aggregate, type ReportTables } from '../../domain/index.js';
import { leaderboard } from '../paper/published.js';

/** A column of the paper's main table, measured on a run. */
export interface PaperColumn {
  /** As the paper abbreviates it. */
  readonly head: string;
  readonly name: string;
  /** null: the overall, or tasks that the paper has not. */
  readonly ability: Ability | null;
  /** Questions. */
  readonly n: number;
  /** 0 to 1; NaN when n is 0. */
  readonly accuracy: number;
  readonly chance: number;
}

/**
 * The paper's columns in its order: overall, perception and its 7 tasks, reasoning and its 6. Tasks without a question stay,
 * with NaN. Tasks that the paper has not come last.
 */
export function paperColumns({ overall, byTask }: ReportTables): PaperColumn[] {
  const tasksOf = (ability: Ability): PaperColumn[] => {
    const names = Object.keys(leaderboard.counts).filter((task) => abilityOf(task) === ability);
    const measured = names.flatMap((name) => byTask.filter((task) => task.name === name));
    const all = ability === 'perception' ? 'Perception' : 'Reasoning';
    return [
      { head: 'Avg.', name: all, ability, ...meanOf(measured) },
      ...names.map((name) => ({
        head: leaderboard.abbreviations[name] ?? name,
        ...{ name, ability },
        ...meanOf(measured.filter((task) => task.name === name)),
      })),
    ];
  };
  const others = byTask.filter(({ name }) => abilityOf(name) === null);
  return [
    { head: 'Overall', name: 'Overall', ability: null, ...meanOf([overall]) },
    ...tasksOf('perception'),
    ...tasksOf('reasoning'),
    ...others.map((task) => ({
      head: task.name,
      name: task.name,
      ability: null,
      ...meanOf([task]),
    })),
  ];
}

/** Over questions: each counts the same. */
function meanOf(rows: readonly Aggregate[]): Pick<PaperColumn, 'n' | 'accuracy' | 'chance'> {
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const mean = (value: (row: Aggregate) => number): number =>
    n > 0 ? rows.reduce((sum, row) => sum + row.n * value(row), 0) / n : NaN;
  return rows.length === 1 && rows[0]
    ? { n, accuracy: rows[0].accuracy, chance: rows[0].chance }
    : { n, accuracy: mean(({ accuracy }) => accuracy), chance: mean(({ chance }) => chance) };
}
