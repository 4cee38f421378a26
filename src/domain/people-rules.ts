/** Who may set whose role: nobody acts on a person above themselves, and nobody gives more than they hold. */
import { ROLES, type Role } from './roles.ts';

const rank = (role: Role): number => ROLES.indexOf(role);

/** True where `actor` stands at least as high as `target`. */
export function mayManage(actor: Role, target: Role): boolean {
  return rank(actor) <= rank(target);
}

/** The roles `actor` may give, highest first: its own and those below. */
export function givableRoles(actor: Role): Role[] {
  return ROLES.filter((role) => mayManage(actor, role));
}
