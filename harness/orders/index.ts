export { createOrders } from './create-orders.ts';
