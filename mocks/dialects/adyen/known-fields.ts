// The fields of each request, as the official client's types list them. Adyen refuses a request
// that has others, which is how a misspelt field is found at all.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const SHOPPER_AND_SHOP = `
  accountInfo additionalAmount additionalData amount applicationInfo authenticationData
  billingAddress captureDelayHours channel company countryCode dateOfBirth deliverAt
  deliveryAddress enableOneClick enablePayOut enableRecurring fundOrigin fundRecipient lineItems
  mandate mcc merchantAccount merchantOrderReference metadata mpiData platformChargebackLogic
  recurringExpiry recurringFrequency recurringProcessingModel redirectFromIssuerMethod
  redirectToIssuerMethod reference returnUrl riskData shopperConversionId shopperEmail shopperIP
  shopperInteraction shopperLocale shopperName shopperReference shopperStatement
  socialSecurityNumber splits store storePaymentMethod telephoneNumber
  thirdPartyTokenRedundancyInfo threeDS2RequestData threeDSAuthenticationOnly trustedShopper`;

export const KNOWN_FIELDS = {
  PaymentRequest: words(`${SHOPPER_AND_SHOP}
    bankAccount browserInfo checkoutAttemptId conversionId dccQuote deliveryDate
    deviceFingerprint enhancedSchemeData entityType fraudOffset industryUsage installments
    localizedShopperStatement merchantRiskIndicator order orderReference origin paymentMethod
    paymentValidations sdkVersion sessionValidity shopperTaxInfo subMerchants surcharge`),
  DetailsRequest: words('authenticationData details paymentData threeDSAuthenticationOnly'),
  CreateCheckoutSessionRequest: words(`${SHOPPER_AND_SHOP}
    allowedPaymentMethods blockedPaymentMethods expiresAt installmentOptions mode
    showInstallmentAmount showRemovePaymentMethodButton splitCardFundingSources
    storeFiltrationMode storePaymentMethodMode themeId`),
  PaymentMethodsRequest: words(`
    additionalData allowedPaymentMethods amount blockedPaymentMethods browserInfo channel
    countryCode merchantAccount order shopperConversionId shopperEmail shopperIP shopperLocale
    shopperReference splitCardFundingSources store storeFiltrationMode telephoneNumber`),
  PaymentCaptureRequest: words(`
    amount applicationInfo enhancedSchemeData lineItems merchantAccount platformChargebackLogic
    reference splits subMerchants`),
  PaymentRefundRequest: words(`
    amount applicationInfo capturePspReference enhancedSchemeData lineItems merchantAccount
    merchantRefundReason reference splits store`),
  PaymentCancelRequest: words('applicationInfo merchantAccount reference'),
  PaymentReversalRequest: words('applicationInfo merchantAccount reference'),
  PaymentAmountUpdateRequest: words(`
    adjustAuthType adjustAuthorisationData amount applicationInfo industryUsage lineItems
    merchantAccount mpiData reason reference splits`),
  StandalonePaymentCancelRequest: words(
    'applicationInfo merchantAccount paymentReference reference',
  ),
} as const satisfies Readonly<Record<string, ReadonlySet<string>>>;

export type RequestName = keyof typeof KNOWN_FIELDS;
