/** The participant that reads what the items of a Map are and writes its results, and is asked in its own words. */
export const ITEMS_PARTICIPANT = 's3';

/** It is told where they are and how they are written, and answers `{items, keys?}`. */
export const READ_ITEMS = `kafka:${ITEMS_PARTICIPANT}.read-items`;

/** It is given what goes into one file, and answers `{size}`. */
export const WRITE_RESULTS_COMMAND = `${ITEMS_PARTICIPANT}.write-results`;
