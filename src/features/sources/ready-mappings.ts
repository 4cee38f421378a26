/** Mappings for systems that have no signature of their own, ready to be taken and adjusted. */
import type { Mapping } from '../../domain/mapping/mapping.ts';

export const READY_MAPPINGS: readonly { key: string; name: string; mapping: Mapping; example: unknown }[] = [];
