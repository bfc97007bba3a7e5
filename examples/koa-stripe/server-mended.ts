// The same service after what the simulation found was mended.
import { createApp } from './app.ts';
import { createPayments } from './payments-mended.ts';
import { openStore } from './store.ts';
import { connectStripe } from './stripe-client.ts';

const { STRIPE_BASE_URL, STRIPE_SECRET_KEY = '', STRIPE_WEBHOOK_SECRET = '' } = process.env;
const { PORT = '3000', HOST = '127.0.0.1', PAYDRILL_STORE = ':memory:' } = process.env;

const store = openStore(PAYDRILL_STORE);
const stripe = connectStripe(STRIPE_SECRET_KEY, STRIPE_BASE_URL);
const payments = createPayments(stripe, store);
createApp({ store, payments, stripe, webhookSecret: STRIPE_WEBHOOK_SECRET }).listen(
  Number(PORT),
  HOST,
);
setInterval(payments.settleOpen, 500);
