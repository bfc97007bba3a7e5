// The same service after what the simulation found was mended.
import { createApp } from './app.ts';
import { createPayments } from './payments-mended.ts';
import { connectPaypal } from './paypal.ts';
import { openStore } from './store.ts';
import { connectStripe } from './stripe.ts';

const { PORT = '3000', HOST = '127.0.0.1', PAYDRILL_STORE = ':memory:' } = process.env;

const store = openStore(PAYDRILL_STORE);
const payments = createPayments({ store, stripe: connectStripe(), paypal: connectPaypal() });
createApp(store, payments).listen(Number(PORT), HOST);
setInterval(payments.settleOpen, 500);
