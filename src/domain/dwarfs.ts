/**
 * Is this line so far above what is held against it that to draw both would leave the figures a strip at the bottom, in which
 * nothing can be read?
 */
export const dwarfs = (limit: number, highest: number): boolean => highest > 0 && limit > FAR * highest;

const FAR = 3;
