export { createOrders, orderIdOf } from './create-orders.ts';
