/** Mappings for systems that have no signature of their own, ready to be taken and adjusted. */
import { calendly } from '../../domain/mapping/library/calendly.ts';
import { freshdesk } from '../../domain/mapping/library/freshdesk.ts';
import { gorgias } from '../../domain/mapping/library/gorgias.ts';
import { orders } from '../../domain/mapping/library/orders.ts';
import type { ReadyMapping } from '../../domain/mapping/library/ready-mapping.ts';
import { typeform } from '../../domain/mapping/library/typeform.ts';

export const READY_MAPPINGS: readonly ReadyMapping[] = [freshdesk, gorgias, calendly, typeform, orders];
