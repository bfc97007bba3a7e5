"""Stripe's own Python library against a gateway that the test suite started.

STRIPE_BASE_URL and STRIPE_SECRET_KEY say where it is: run by tests/sdk/stripe-sdks.e2e.test.ts.
"""

import os
import queue
import threading
import unittest
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

CLIENT = stripe.StripeClient(
    os.environ["STRIPE_SECRET_KEY"],
    base_addresses={"api": os.environ["STRIPE_BASE_URL"]},
    max_network_retries=0,
)
INTENTS = CLIENT.v1.payment_intents


def terms(order, amount=1000, **rest):
    return {"amount": amount, "currency": "eur", "metadata": {"order_id": order}, **rest}


def payment(order, method="pm_card_visa", **rest):
    return terms(order, confirm=True, payment_method=method, **rest)


class Payments(unittest.TestCase):
    def test_the_whole_life_of_a_payment(self):
        created = INTENTS.create(terms("py-life", capture_method="manual"))
        self.assertEqual(created.status, "requires_payment_method")
        self.assertEqual(INTENTS.update(created.id, {"amount": 1200}).amount, 1200)
        held = INTENTS.confirm(created.id, {"payment_method": "pm_card_visa"})
        self.assertEqual((held.status, held.amount_capturable), ("requires_capture", 1200))
        taken = INTENTS.capture(created.id, {"amount_to_capture": 900})
        self.assertEqual((taken.status, taken.amount_received), ("succeeded", 900))
        for amount in (400, 500):
            refund = CLIENT.v1.refunds.create({"payment_intent": created.id, "amount": amount})
            self.assertEqual(refund.status, "succeeded")
        with self.assertRaises(stripe.InvalidRequestError) as caught:
            CLIENT.v1.refunds.create({"payment_intent": created.id})
        self.assertEqual(caught.exception.code, "charge_already_refunded")
        read = INTENTS.retrieve(created.id, {"expand": ["latest_charge.balance_transaction"]})
        self.assertTrue(read.latest_charge.refunded)
        self.assertEqual(read.latest_charge.balance_transaction.net, 900 - 56)

    def test_a_canceled_payment_is_over(self):
        created = INTENTS.create(terms("py-cancel"))
        self.assertEqual(INTENTS.cancel(created.id).status, "canceled")
        with self.assertRaises(stripe.InvalidRequestError) as caught:
            INTENTS.confirm(created.id, {"payment_method": "pm_card_visa"})
        self.assertEqual(caught.exception.code, "payment_intent_unexpected_state")

    def test_declines(self):
        for method, code in {
            "pm_card_chargeDeclined": "generic_decline",
            "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
            "pm_card_visa_chargeDeclinedStolenCard": "stolen_card",
        }.items():
            with self.assertRaises(stripe.CardError) as caught:
                INTENTS.create(payment("py-decline", method))
            self.assertEqual(caught.exception.http_status, 402)
            self.assertEqual(caught.exception.error.decline_code, code)
            intent = caught.exception.error.payment_intent
            self.assertEqual(intent["status"], "requires_payment_method")

    def test_a_wrong_key_is_refused(self):
        stranger = stripe.StripeClient(
            "sk_test_wrong", base_addresses={"api": os.environ["STRIPE_BASE_URL"]}
        )
        with self.assertRaises(stripe.AuthenticationError):
            stranger.v1.customers.list()


class Idempotency(unittest.TestCase):
    def test_replay_and_mismatch(self):
        options = {"idempotency_key": f"py-{uuid.uuid4()}"}
        first = INTENTS.create(terms("py-key"), options)
        second = INTENTS.create(terms("py-key"), options)
        self.assertEqual(first.id, second.id)
        self.assertEqual(second.last_response.headers["Idempotent-Replayed"], "true")
        with self.assertRaises(stripe.IdempotencyError) as caught:
            INTENTS.create(terms("py-key", amount=2000), options)
        self.assertEqual(caught.exception.http_status, 400)


class Lists(unittest.TestCase):
    def test_are_walked_through(self):
        customer = CLIENT.v1.customers.create({"email": "ada@example.com"}).id
        ids = [INTENTS.create(terms("py-list", customer=customer)).id for _ in range(7)]
        page = INTENTS.list({"customer": customer, "limit": 3})
        self.assertTrue(page.has_more)
        seen = [intent.id for intent in page.auto_paging_iter()]
        self.assertEqual(seen, ids[::-1])


class Webhooks(unittest.TestCase):
    def setUp(self):
        deliveries = self.deliveries = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                deliveries.put((body, self.headers["Stripe-Signature"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def test_are_verified_by_the_library(self):
        endpoint = CLIENT.v1.webhook_endpoints.create(
            {
                "url": f"http://127.0.0.1:{self.server.server_port}",
                "enabled_events": ["payment_intent.succeeded"],
            }
        )
        paid = INTENTS.create(payment("py-webhook"))
        body, signature = self.deliveries.get(timeout=20)
        event = CLIENT.construct_event(body, signature, endpoint.secret)
        self.assertEqual(event.type, "payment_intent.succeeded")
        self.assertEqual(event.data.object.id, paid.id)
        with self.assertRaises(stripe.SignatureVerificationError):
            CLIENT.construct_event(body, signature, "whsec_other")
        CLIENT.v1.webhook_endpoints.delete(endpoint.id)


if __name__ == "__main__":
    unittest.main()
