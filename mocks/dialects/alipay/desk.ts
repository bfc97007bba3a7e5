import type { GatewayContext } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import type { Asked } from './asked.ts';
import type { Books } from './books.ts';
import type { Merchant } from './merchant.ts';

/** What every handler of this dialect works with. */
export interface Desk {
  readonly gateway: GatewayContext;
  readonly books: Books;
  readonly merchant: Merchant;
  /** What a request asks, whichever protocol it is in; read once for each request. */
  asked(request: GatewayRequest): Asked;
}
