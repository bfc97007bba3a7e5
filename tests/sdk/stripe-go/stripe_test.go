// Stripe's own Go library against a gateway that the test suite started
// (STRIPE_BASE_URL, STRIPE_SECRET_KEY): run by tests/sdk/stripe-sdks.e2e.test.ts.
package stripego

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85"
)

func newClient(t *testing.T, retries int64) *stripe.Client {
	t.Helper()
	url, key := os.Getenv("STRIPE_BASE_URL"), os.Getenv("STRIPE_SECRET_KEY")
	if url == "" || key == "" {
		t.Fatal("STRIPE_BASE_URL and STRIPE_SECRET_KEY say where the gateway is")
	}
	backends := stripe.NewBackendsWithConfig(&stripe.BackendConfig{
		URL:               stripe.String(url),
		MaxNetworkRetries: stripe.Int64(retries),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
	})
	return stripe.NewClient(key, stripe.WithBackends(backends))
}

func create(order string, amount int64) *stripe.PaymentIntentCreateParams {
	params := &stripe.PaymentIntentCreateParams{
		Amount:   stripe.Int64(amount),
		Currency: stripe.String("eur"),
	}
	params.AddMetadata("order_id", order)
	return params
}

func pay(order, method string) *stripe.PaymentIntentCreateParams {
	params := create(order, 1000)
	params.Confirm = stripe.Bool(true)
	params.PaymentMethod = stripe.String(method)
	return params
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func stripeError(t *testing.T, err error) *stripe.Error {
	t.Helper()
	var no *stripe.Error
	if !errors.As(err, &no) {
		t.Fatalf("no error of Stripe's: %v", err)
	}
	return no
}

func TestWholeLifeOfAPayment(t *testing.T) {
	client, ctx := newClient(t, 0), context.Background()
	intent := must[*stripe.PaymentIntent](t)

	params := create("go-life", 1000)
	params.CaptureMethod = stripe.String("manual")
	created := intent(client.V1PaymentIntents.Create(ctx, params))
	if created.Status != stripe.PaymentIntentStatusRequiresPaymentMethod {
		t.Fatalf("created as %s", created.Status)
	}
	update := &stripe.PaymentIntentUpdateParams{Amount: stripe.Int64(1200)}
	if updated := intent(client.V1PaymentIntents.Update(ctx, created.ID, update)); updated.Amount != 1200 {
		t.Fatalf("updated to %d", updated.Amount)
	}
	confirm := &stripe.PaymentIntentConfirmParams{PaymentMethod: stripe.String("pm_card_visa")}
	held := intent(client.V1PaymentIntents.Confirm(ctx, created.ID, confirm))
	if held.Status != stripe.PaymentIntentStatusRequiresCapture || held.AmountCapturable != 1200 {
		t.Fatalf("held %d as %s", held.AmountCapturable, held.Status)
	}
	capture := &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(900)}
	taken := intent(client.V1PaymentIntents.Capture(ctx, created.ID, capture))
	if taken.Status != stripe.PaymentIntentStatusSucceeded || taken.AmountReceived != 900 {
		t.Fatalf("took %d as %s", taken.AmountReceived, taken.Status)
	}
	for _, amount := range []int64{400, 500} {
		refund := must[*stripe.Refund](t)(client.V1Refunds.Create(ctx, &stripe.RefundCreateParams{
			PaymentIntent: stripe.String(created.ID),
			Amount:        stripe.Int64(amount),
		}))
		if refund.Status != stripe.RefundStatusSucceeded {
			t.Fatalf("refunded as %s", refund.Status)
		}
	}
	again := &stripe.RefundCreateParams{PaymentIntent: stripe.String(created.ID)}
	if _, err := client.V1Refunds.Create(ctx, again); stripeError(t, err).Code != "charge_already_refunded" {
		t.Fatalf("refunded too much: %v", err)
	}
	retrieve := &stripe.PaymentIntentRetrieveParams{}
	retrieve.AddExpand("latest_charge.balance_transaction")
	read := intent(client.V1PaymentIntents.Retrieve(ctx, created.ID, retrieve))
	if charge := read.LatestCharge; !charge.Refunded || charge.BalanceTransaction.Net != 900-56 {
		t.Fatalf("the charge is %+v", charge)
	}
}

func TestCanceledIsOver(t *testing.T) {
	client, ctx := newClient(t, 0), context.Background()
	created := must[*stripe.PaymentIntent](t)(client.V1PaymentIntents.Create(ctx, create("go-cancel", 1000)))
	canceled := must[*stripe.PaymentIntent](t)(client.V1PaymentIntents.Cancel(ctx, created.ID, nil))
	if canceled.Status != stripe.PaymentIntentStatusCanceled {
		t.Fatalf("canceled as %s", canceled.Status)
	}
	confirm := &stripe.PaymentIntentConfirmParams{PaymentMethod: stripe.String("pm_card_visa")}
	_, err := client.V1PaymentIntents.Confirm(ctx, created.ID, confirm)
	if no := stripeError(t, err); no.Code != stripe.ErrorCodePaymentIntentUnexpectedState {
		t.Fatalf("confirmed after the cancel: %v", no)
	}
}

func TestDeclines(t *testing.T) {
	client, ctx := newClient(t, 0), context.Background()
	for method, code := range map[string]stripe.DeclineCode{
		"pm_card_chargeDeclined":                  "generic_decline",
		"pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
		"pm_card_visa_chargeDeclinedStolenCard":   "stolen_card",
	} {
		_, err := client.V1PaymentIntents.Create(ctx, pay("go-decline", method))
		no := stripeError(t, err)
		if no.Type != stripe.ErrorTypeCard || no.HTTPStatusCode != 402 || no.DeclineCode != code {
			t.Errorf("%s: %+v", method, no)
		}
		if no.PaymentIntent.Status != stripe.PaymentIntentStatusRequiresPaymentMethod {
			t.Errorf("%s left the intent as %s", method, no.PaymentIntent.Status)
		}
	}
}

func TestIdempotentReplayAndMismatch(t *testing.T) {
	client, ctx := newClient(t, 0), context.Background()
	key := fmt.Sprintf("go-key-%d", time.Now().UnixNano())
	with := func(amount int64) *stripe.PaymentIntentCreateParams {
		params := create("go-key", amount)
		params.SetIdempotencyKey(key)
		return params
	}
	first := must[*stripe.PaymentIntent](t)(client.V1PaymentIntents.Create(ctx, with(1000)))
	second := must[*stripe.PaymentIntent](t)(client.V1PaymentIntents.Create(ctx, with(1000)))
	if first.ID != second.ID {
		t.Fatalf("two intents for one key: %s and %s", first.ID, second.ID)
	}
	if second.LastResponse.Header.Get("Idempotent-Replayed") != "true" {
		t.Fatal("the second answer does not say that it was replayed")
	}
	_, err := client.V1PaymentIntents.Create(ctx, with(2000))
	if no := stripeError(t, err); no.Type != stripe.ErrorTypeIdempotency || no.HTTPStatusCode != 400 {
		t.Fatalf("other parameters under the same key: %+v", no)
	}
}

func TestPagination(t *testing.T) {
	client, ctx := newClient(t, 0), context.Background()
	customer := must[*stripe.Customer](t)(client.V1Customers.Create(ctx, &stripe.CustomerCreateParams{}))
	wanted := map[string]bool{}
	for range 7 {
		params := create("go-list", 1000)
		params.Customer = stripe.String(customer.ID)
		wanted[must[*stripe.PaymentIntent](t)(client.V1PaymentIntents.Create(ctx, params)).ID] = true
	}
	list := &stripe.PaymentIntentListParams{Customer: stripe.String(customer.ID)}
	list.Limit = stripe.Int64(3)
	seen := 0
	for intent, err := range client.V1PaymentIntents.List(ctx, list).All(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if !wanted[intent.ID] {
			t.Fatalf("%s came twice or is a stranger", intent.ID)
		}
		delete(wanted, intent.ID)
		seen++
	}
	if seen != 7 {
		t.Fatalf("%d of 7 came", seen)
	}
}

func TestWebhooksAreVerifiedByTheLibrary(t *testing.T) {
	client, ctx := newClient(t, 0), context.Background()
	type delivery struct {
		body      []byte
		signature string
	}
	got := make(chan delivery, 16)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- delivery{body, r.Header.Get("Stripe-Signature")}
	}))
	defer server.Close()
	endpoint := must[*stripe.WebhookEndpoint](t)(client.V1WebhookEndpoints.Create(ctx, &stripe.WebhookEndpointCreateParams{
		URL:           stripe.String(server.URL),
		EnabledEvents: stripe.StringSlice([]string{"payment_intent.succeeded"}),
		APIVersion:    stripe.String(stripe.APIVersion),
	}))
	defer func() {
		if _, err := client.V1WebhookEndpoints.Delete(ctx, endpoint.ID, nil); err != nil {
			t.Error(err)
		}
	}()
	paid := must[*stripe.PaymentIntent](t)(client.V1PaymentIntents.Create(ctx, pay("go-webhook", "pm_card_visa")))
	select {
	case one := <-got:
		event, err := stripe.ConstructEvent(one.body, one.signature, endpoint.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if event.Type != "payment_intent.succeeded" || event.GetObjectValue("id") != paid.ID {
			t.Fatalf("%s of %s", event.Type, event.GetObjectValue("id"))
		}
		if _, err := stripe.ConstructEvent(one.body, one.signature, "whsec_other"); err == nil {
			t.Fatal("another secret verified it, too")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("no webhook came")
	}
}
