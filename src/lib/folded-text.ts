/**
 * A text as a reader takes it, for comparing: composed, without white space around it, in lower case. Two options with
 * the same folded text are the same option. Compatibility forms are not folded: x² is not x2.
 */
export const foldedText = (text: string): string => text.normalize('NFC').trim().toLowerCase();
