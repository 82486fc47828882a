import { sessionNames, sessionPath, type SessionDtypes } from '../dtype.js';
import type { HubFile } from './hub-api.js';

/** What is read before the weights: configuration, tokenizer, processors, chat template. */
const small =
  /^((generation_|preprocessor_|processor_|video_preprocessor_)?config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab|chat_template)\.json$|^merges\.txt$|^chat_template\.jinja$/;

export const isSmallFile = ({ path }: HubFile): boolean => small.test(path);

/** The sessions' files in the formats chosen, with the external data beside them (`_data`, `_data_1`, `.data`). */
export function weightFiles(files: readonly HubFile[], dtypes: SessionDtypes): HubFile[] {
  const sessions = sessionNames.map((name) => sessionPath(name, dtypes[name]));
  return files.filter(({ path }) =>
    sessions.some(
      (session) =>
        path === session ||
        path.startsWith(`${session}_data`) ||
        path.startsWith(`${session}.data`),
    ),
  );
}
