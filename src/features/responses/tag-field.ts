/** A tag as people and programs send it, read into its one spelling. */
import { z } from 'zod';
import { LONGEST_TAG, tagOf } from '../../domain/tag.ts';

export const tagField = z.string({ error: 'must be a text' }).transform(tagOf)
  .refine((tag) => tag !== null, `must have 1–${LONGEST_TAG} letters, digits, blanks or any of '&/+._#- and begin with a letter or digit`);
