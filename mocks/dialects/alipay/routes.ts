import type { Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { GATEWAY_PATH } from './asked.ts';
import type { Desk } from './desk.ts';
import { METHODS, operationOf, type Method } from './methods.ts';
import { failure } from './reply.ts';

/** One route for everything, as v2 has it. */
export function gatewayRoutes(desk: Desk): readonly Route[] {
  const methodOf = (request: GatewayRequest): Method | undefined =>
    METHODS.get(desk.asked(request).method);
  const route: Omit<Route, 'method'> = {
    path: GATEWAY_PATH,
    body: 'form',
    operation: (request) => {
      const method = methodOf(request);
      return method === undefined ? 'other' : operationOf(method, desk.asked(request).biz);
    },
    orderOf: (request) => methodOf(request)?.orderOf(desk, desk.asked(request).biz) ?? null,
    handle: (call) => {
      const method = methodOf(call.request);
      return method === undefined
        ? failure('isv.invalid-method')
        : method.handle(desk, call, desk.asked(call.request));
    },
  };
  return [
    { ...route, method: 'POST' },
    { ...route, method: 'GET' },
  ];
}

/** A route for each method, as v3 has them. */
export function restRoutes(desk: Desk): readonly Route[] {
  return [...METHODS].flatMap(([name, method]): readonly Route[] => {
    if (method.rest === null) return [];
    return [
      {
        method: method.rest,
        path: restPathOf(name),
        body: method.rest === 'GET' ? 'none' : 'json',
        operation: (request) => operationOf(method, desk.asked(request).biz),
        orderOf: (request) => method.orderOf(desk, desk.asked(request).biz),
        handle: (call) => method.handle(desk, call, desk.asked(call.request)),
      },
    ];
  });
}

/** `/v3/alipay/trade/pay` */
const restPathOf = (name: string): string => `/v3/${name.replaceAll('.', '/')}`;

/** Whether v3 has something there, under whatever HTTP method. */
export const isRestPath = (path: string): boolean =>
  [...METHODS].some(([name, { rest }]) => rest !== null && restPathOf(name) === path);
