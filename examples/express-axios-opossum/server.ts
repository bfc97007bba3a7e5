// The shop's payment service, as it was shipped: node examples/express-axios-opossum/server.ts
import { createApp } from './app.ts';
import { createPayments } from './payments.ts';
import { connectPaypal } from './paypal.ts';
import { openStore } from './store.ts';
import { connectStripe } from './stripe.ts';

const { PORT = '3000', HOST = '127.0.0.1', PAYDRILL_STORE = ':memory:' } = process.env;

const store = openStore(PAYDRILL_STORE);
const payments = createPayments({ store, stripe: connectStripe(), paypal: connectPaypal() });
createApp(store, payments).listen(Number(PORT), HOST);
