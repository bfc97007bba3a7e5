import type { GatewayContext } from '../../kernel/dialect.ts';
import type { Agenda } from './agenda.ts';
import type { ApiErrors } from './api-errors.ts';
import type { Books } from './books.ts';

/** What every handler of this dialect works with. */
export interface Desk {
  readonly gateway: GatewayContext;
  readonly books: Books;
  readonly errors: ApiErrors;
  readonly agenda: Agenda;
}
